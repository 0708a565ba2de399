{{ config(materialized='incremental', full_refresh=false) }}
select 2 as id
