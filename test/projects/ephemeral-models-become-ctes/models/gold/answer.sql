-- One row per even number.
with input as (
    select * from {{ ref('evens') }}
)
select n, twice, (select count(*) from {{ ref('doubled') }}) as numbers from input
