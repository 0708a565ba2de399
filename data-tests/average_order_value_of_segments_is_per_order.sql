-- Marketing's average order value is the mean of orders, not of line items. Returns the rows that differ by more than a rounding.
with orders as (
    select
        {{ first_of('month', 'o_orderdate') }} as month,
        trim(c_mktsegment) as market_segment,
        o_orderkey as order_key,
        sum(l_extendedprice * (1 - l_discount)) as order_value
    from {{ ref('lineitem') }}
    inner join {{ ref('orders') }} on o_orderkey = l_orderkey
    inner join {{ ref('customer') }} on c_custkey = o_custkey
    group by o_orderdate, c_mktsegment, o_orderkey
),

expected as (
    select month, market_segment, avg(order_value) as avg_order_value
    from orders
    group by month, market_segment
),

actual as (
    select month, market_segment, avg_order_value from {{ ref('marketing_metrics') }}
)

select
    month,
    market_segment,
    actual.avg_order_value as actual,
    expected.avg_order_value as expected
from expected
full join actual using (month, market_segment)
where coalesce(abs(actual.avg_order_value - expected.avg_order_value) > 0.001, true)
