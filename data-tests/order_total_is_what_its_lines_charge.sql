-- The order system's own total is the sum of what the lines charge. It cuts off below the cent twice a line (dbgen does), so up to
-- 0.0208 a line may be missing.
-- Returns the orders that differ by more.
with orders as (
    select o_orderkey, o_totalprice from {{ ref('orders') }}
),

charges as (
    select order_key, sum(charged_amount) as charged, count(*) as line_item_count
    from {{ ref('fct_orders') }}
    group by order_key
)

select
    orders.o_orderkey as order_key,
    orders.o_totalprice as total_price,
    charges.charged
from orders
left join charges on charges.order_key = orders.o_orderkey
where coalesce(abs(orders.o_totalprice - charges.charged) > 0.021 * charges.line_item_count, true)
