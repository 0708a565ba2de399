{{ config(materialized='parquet') }}
select unnest([1, 2]) as country_id
