{{ config(file_size_bytes='400KB', row_group_size=20000, order_by='id desc') }}
select range as id, hash(range) as h from range(200000)
