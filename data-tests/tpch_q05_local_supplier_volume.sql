-- TPC-H Q5 (local supplier volume): from gold as over the raw tables. Returns the rows that differ.
with expected as (
    select
        trim(n_name) as nation_name,
        sum(l_extendedprice * (1 - l_discount)) as revenue
    from {{ ref('customer') }}
    inner join {{ ref('orders') }} on o_custkey = c_custkey
    inner join {{ ref('lineitem') }} on l_orderkey = o_orderkey
    inner join {{ ref('supplier') }} on s_suppkey = l_suppkey and s_nationkey = c_nationkey
    inner join {{ ref('nation') }} on n_nationkey = s_nationkey
    inner join {{ ref('region') }} on r_regionkey = n_regionkey
    where
        trim(r_name) = 'ASIA'
        and o_orderdate >= date '1994-01-01'
        and o_orderdate < date '1995-01-01'
    group by n_name
),

actual as (
    select supplier_nation as nation_name, sum(net_amount) as revenue
    from {{ ref('wide_order_details') }}
    where
        supplier_nation = customer_nation
        and supplier_region = 'ASIA'
        and order_date >= date '1994-01-01'
        and order_date < date '1995-01-01'
    group by supplier_nation
)

{{ differences('actual', 'expected') }}
