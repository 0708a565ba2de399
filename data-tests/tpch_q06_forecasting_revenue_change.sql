-- TPC-H Q6 (forecasting revenue change): from silver as over the raw table. Returns the rows that differ.
with expected as (
    select sum(l_extendedprice * l_discount) as revenue
    from {{ ref('lineitem') }}
    where
        l_shipdate >= date '1994-01-01'
        and l_shipdate < date '1995-01-01'
        and l_discount between 0.05 and 0.07
        and l_quantity < 24
),

actual as (
    select sum(discount_amount) as revenue
    from {{ ref('fct_orders') }}
    where
        ship_date >= date '1994-01-01'
        and ship_date < date '1995-01-01'
        and discount_rate between 0.05 and 0.07
        and quantity < 24
)

{{ differences('actual', 'expected') }}
