-- Accounts receivable of each nation are what its customers' unfinished orders charge, with tax. Returns the nations that differ.
with expected as (
    select
        trim(n_name) as customer_nation,
        sum(l_extendedprice * (1 - l_discount) * (1 + l_tax)) as accounts_receivable
    from {{ ref('lineitem') }}
    inner join {{ ref('orders') }} on o_orderkey = l_orderkey
    inner join {{ ref('customer') }} on c_custkey = o_custkey
    inner join {{ ref('nation') }} on n_nationkey = c_nationkey
    where o_orderstatus <> 'F'
    group by n_name
),

actual as (
    select customer_nation, sum(accounts_receivable) as accounts_receivable
    from {{ ref('finance_metrics') }}
    group by customer_nation
    having sum(accounts_receivable) <> 0
)

{{ differences('actual', 'expected') }}
