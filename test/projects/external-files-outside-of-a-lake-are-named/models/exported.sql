{{ config(materialized='external', location='exported.csv', format='csv') }}
select 4 as id
