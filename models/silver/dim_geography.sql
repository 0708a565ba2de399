-- One row per nation.
with nations as (
    select n_nationkey, n_name, n_regionkey from {{ ref('nation') }}
),

regions as (
    select r_regionkey, r_name from {{ ref('region') }}
)

select
    cast(nations.n_nationkey as integer) as nation_key,
    trim(nations.n_name) as nation_name,
    cast(nations.n_regionkey as integer) as region_key,
    trim(regions.r_name) as region_name
from nations
left join regions on regions.r_regionkey = nations.n_regionkey
