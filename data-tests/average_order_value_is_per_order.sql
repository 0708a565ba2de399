-- Finance's average order value is the mean of orders, not of line items. Returns the rows that differ by more than a rounding.
with orders as (
    select
        o_orderdate as date,
        trim(n_name) as customer_nation,
        o_orderkey as order_key,
        sum(l_extendedprice * (1 - l_discount)) as order_value
    from {{ ref('lineitem') }}
    inner join {{ ref('orders') }} on o_orderkey = l_orderkey
    inner join {{ ref('customer') }} on c_custkey = o_custkey
    inner join {{ ref('nation') }} on n_nationkey = c_nationkey
    group by o_orderdate, n_name, o_orderkey
),

expected as (
    select date, customer_nation, avg(order_value) as average_order_value
    from orders
    group by date, customer_nation
),

actual as (
    select date, customer_nation, average_order_value from {{ ref('finance_metrics') }}
)

select
    date,
    customer_nation,
    actual.average_order_value as actual,
    expected.average_order_value as expected
from expected
full join actual using (date, customer_nation)
where coalesce(abs(actual.average_order_value - expected.average_order_value) > 0.001, true)
