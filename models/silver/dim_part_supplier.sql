-- One row per part and supplier who offers it.
with offers as (
    select ps_partkey, ps_suppkey, ps_supplycost, ps_availqty from {{ ref('partsupp') }}
),

suppliers as (
    select supplier_key, supplier_name, nation_name, region_name from {{ ref('dim_supplier') }}
)

select
    cast(offers.ps_partkey as bigint) as part_key,
    cast(offers.ps_suppkey as bigint) as supplier_key,
    suppliers.supplier_name,
    suppliers.nation_name as supplier_nation,
    suppliers.region_name as supplier_region,
    cast(offers.ps_supplycost as decimal(15, 2)) as supply_cost,
    cast(offers.ps_availqty as integer) as available_quantity
from offers
left join suppliers on suppliers.supplier_key = offers.ps_suppkey
