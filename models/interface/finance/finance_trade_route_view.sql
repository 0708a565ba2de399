-- One row per nation of the customer and nation of the supplier between which something was sold.
with routes as (
    select
        customer_nation,
        customer_region,
        supplier_nation,
        supplier_region,
        is_domestic,
        order_count,
        quantity,
        total_revenue,
        margin,
        margin_percentage
    from {{ ref('finance_by_trade_route') }}
)

select
    customer_nation,
    customer_region,
    supplier_nation,
    supplier_region,
    is_domestic,
    order_count,
    cast(quantity as decimal(18, 2)) as quantity,
    {{ money('total_revenue') }} as revenue,
    {{ money('margin') }} as margin,
    {{ displayed_percentage('margin_percentage') }} as margin_percentage
from routes
