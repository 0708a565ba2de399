{{ config(materialized='ephemeral') }}
select n,
       m * 2 as twice
from (select 1 as n)
