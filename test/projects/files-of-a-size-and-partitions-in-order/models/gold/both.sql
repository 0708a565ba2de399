{{ config(file_size_bytes='400KB', row_group_size=20000, partition_by='p', order_by=['p', 'id desc']) }}
select range % 2 as p, id, h from (select id as range, id, h from {{ ref('sized') }})
