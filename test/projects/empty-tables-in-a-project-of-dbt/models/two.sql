{{ config(materialized='table') }} select * from {{ ref('one') }}
