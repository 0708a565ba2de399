{{ config(materialized='view') }}
select now() as at
