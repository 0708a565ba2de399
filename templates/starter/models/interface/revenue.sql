-- What readers see: one row per month with an order.
select
    order_month as month,
    order_count as orders,
    revenue,
    '{{ var("currency") }}' as currency
from {{ ref('revenue_by_month') }}
