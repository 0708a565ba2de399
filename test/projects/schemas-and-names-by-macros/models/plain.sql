{{ config(alias='straight') }}
select * from {{ ref('sales') }}
