-- One row per supplier.
with suppliers as (
    select s_suppkey, s_name, s_address, s_nationkey, s_phone, s_acctbal from {{ ref('supplier') }}
),

geography as (
    select nation_key, nation_name, region_name from {{ ref('dim_geography') }}
)

select
    cast(suppliers.s_suppkey as bigint) as supplier_key,
    trim(suppliers.s_name) as supplier_name,
    trim(suppliers.s_address) as street_address,
    geography.nation_key,
    geography.nation_name,
    geography.region_name,
    concat_ws(', ', trim(suppliers.s_address), geography.nation_name, geography.region_name) as full_address,
    trim(suppliers.s_phone) as phone_number,
    cast(suppliers.s_acctbal as decimal(15, 2)) as account_balance
from suppliers
left join geography on geography.nation_key = suppliers.s_nationkey
