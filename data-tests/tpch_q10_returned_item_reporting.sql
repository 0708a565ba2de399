-- TPC-H Q10 (returned item reporting): from silver as over the raw tables; all its rows, not the first twenty.
-- The customer's comment stays in bronze, so it is not compared. Returns the rows that differ.
with expected as (
    select
        c_custkey as customer_key,
        trim(c_name) as customer_name,
        sum(l_extendedprice * (1 - l_discount)) as revenue,
        c_acctbal as account_balance,
        trim(n_name) as nation_name,
        trim(c_address) as street_address,
        trim(c_phone) as phone_number
    from {{ ref('customer') }}
    inner join {{ ref('orders') }} on o_custkey = c_custkey
    inner join {{ ref('lineitem') }} on l_orderkey = o_orderkey
    inner join {{ ref('nation') }} on n_nationkey = c_nationkey
    where
        o_orderdate >= date '1993-10-01'
        and o_orderdate < date '1994-01-01'
        and l_returnflag = 'R'
    group by c_custkey, c_name, c_acctbal, c_phone, n_name, c_address
),

actual as (
    select
        customers.customer_key,
        customers.customer_name,
        sum(line_items.net_amount) as revenue,
        customers.account_balance,
        customers.nation_name,
        customers.street_address,
        customers.phone_number
    from {{ ref('fct_orders') }} as line_items
    inner join {{ ref('dim_customer') }} as customers on customers.customer_key = line_items.customer_key
    where
        line_items.order_date >= date '1993-10-01'
        and line_items.order_date < date '1994-01-01'
        and line_items.return_flag = 'R'
    group by
        customers.customer_key,
        customers.customer_name,
        customers.account_balance,
        customers.nation_name,
        customers.street_address,
        customers.phone_number
)

{{ differences('actual', 'expected') }}
