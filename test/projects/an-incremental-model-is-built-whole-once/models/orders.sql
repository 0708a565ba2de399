{{ config(materialized='incremental', unique_key='id') }}
select 1 as id
{% if is_incremental() %}where 1 > (select max(id) from {{ this }}){% endif %}
