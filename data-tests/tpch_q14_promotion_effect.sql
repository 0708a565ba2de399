-- TPC-H Q14 (promotion effect): from gold as over the raw tables. Returns the rows that differ.
with expected as (
    select
        100.00 * sum(case when p_type like 'PROMO%' then l_extendedprice * (1 - l_discount) else 0 end)
        / sum(l_extendedprice * (1 - l_discount)) as promo_revenue
    from {{ ref('lineitem') }}
    inner join {{ ref('part') }} on p_partkey = l_partkey
    where
        l_shipdate >= date '1995-09-01'
        and l_shipdate < date '1995-10-01'
),

actual as (
    select
        100.00 * sum(case when product_type like 'PROMO%' then net_amount else 0 end)
        / sum(net_amount) as promo_revenue
    from {{ ref('wide_order_details') }}
    where
        ship_date >= date '1995-09-01'
        and ship_date < date '1995-10-01'
)

{{ differences('actual', 'expected') }}
