{{ config(materialized='stamped') }}
select 3 as id
