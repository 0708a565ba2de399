{{ config(materialized='ephemeral') }}
with big as (
    select * from {{ ref('doubled') }} where twice > 2
)
select * from big
