{{ config(export='parquet') }}
select 1 as revenue
