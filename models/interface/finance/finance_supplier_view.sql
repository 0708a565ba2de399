-- One row per supplier: what its parts bring and how reliable it is.
with suppliers as (
    select
        supplier_key,
        supplier_name,
        supplier_nation,
        supplier_region,
        order_count,
        total_revenue,
        total_supply_cost,
        margin,
        margin_percentage,
        revenue_share_percentage,
        revenue_rank,
        stock_value,
        return_rate,
        late_delivery_rate
    from {{ ref('finance_by_supplier') }}
)

select
    revenue_rank,
    supplier_key,
    supplier_name,
    supplier_nation,
    supplier_region,
    order_count,
    {{ money('total_revenue') }} as revenue,
    {{ money('total_supply_cost') }} as supply_cost,
    {{ money('margin') }} as margin,
    {{ displayed_percentage('margin_percentage') }} as margin_percentage,
    {{ displayed_percentage('revenue_share_percentage') }} as revenue_share_percentage,
    {{ money('stock_value') }} as stock_value,
    {{ displayed_percentage('100 * return_rate') }} as return_percentage,
    {{ displayed_percentage('100 * late_delivery_rate') }} as late_delivery_percentage
from suppliers
