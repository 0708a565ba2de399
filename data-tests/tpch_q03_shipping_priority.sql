-- TPC-H Q3 (shipping priority): from gold as over the raw tables; all its rows, not the first ten. Returns the rows that differ.
with expected as (
    select
        l_orderkey as order_key,
        sum(l_extendedprice * (1 - l_discount)) as revenue,
        o_orderdate as order_date,
        o_shippriority as ship_priority
    from {{ ref('customer') }}
    inner join {{ ref('orders') }} on o_custkey = c_custkey
    inner join {{ ref('lineitem') }} on l_orderkey = o_orderkey
    where
        trim(c_mktsegment) = 'BUILDING'
        and o_orderdate < date '1995-03-15'
        and l_shipdate > date '1995-03-15'
    group by l_orderkey, o_orderdate, o_shippriority
),

actual as (
    select order_key, sum(net_amount) as revenue, order_date, ship_priority
    from {{ ref('wide_order_details') }}
    where
        market_segment = 'BUILDING'
        and order_date < date '1995-03-15'
        and ship_date > date '1995-03-15'
    group by order_key, order_date, ship_priority
)

{{ differences('actual', 'expected') }}
