-- One row per customer.
with customers as (
    select c_custkey, c_name, c_address, c_nationkey, c_phone, c_acctbal, c_mktsegment from {{ ref('customer') }}
),

geography as (
    select nation_key, nation_name, region_name from {{ ref('dim_geography') }}
)

select
    cast(customers.c_custkey as bigint) as customer_key,
    trim(customers.c_name) as customer_name,
    trim(customers.c_address) as street_address,
    geography.nation_key,
    geography.nation_name,
    geography.region_name,
    concat_ws(', ', trim(customers.c_address), geography.nation_name, geography.region_name) as full_address,
    trim(customers.c_phone) as phone_number,
    cast(customers.c_acctbal as decimal(15, 2)) as account_balance,
    trim(customers.c_mktsegment) as market_segment
from customers
left join geography on geography.nation_key = customers.c_nationkey
