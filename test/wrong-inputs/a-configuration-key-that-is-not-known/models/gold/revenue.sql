{{ config(materialised='table', partition_by='customer') }}
select 1 as n
