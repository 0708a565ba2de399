{{ config(materialized='ephemeral') }}
select * from (values (1), (1)) as t(n)
