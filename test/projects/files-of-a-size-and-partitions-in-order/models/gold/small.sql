{{ config(file_size_bytes='400KB') }}
select 1 as id
