{{ config(materialized='table', enabled=var('first', false)) }}
select 4 as n
