-- The margin of each day is revenue − supply cost × quantity, with the cost that the line's own supplier asks for the part.
-- Returns the days that differ.
with expected as (
    select
        o_orderdate as date,
        sum(l_extendedprice * (1 - l_discount) - ps_supplycost * l_quantity) as margin
    from {{ ref('lineitem') }}
    inner join {{ ref('orders') }} on o_orderkey = l_orderkey
    inner join {{ ref('partsupp') }} on ps_partkey = l_partkey and ps_suppkey = l_suppkey
    group by o_orderdate
),

actual as (
    select date, sum(margin) as margin
    from {{ ref('finance_metrics') }}
    group by date
)

{{ differences('actual', 'expected') }}
