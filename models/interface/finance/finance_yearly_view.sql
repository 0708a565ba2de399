-- One row per year: revenue, margin and growth. The year that is not over has no growth.
with years as (
    select
        year,
        is_complete,
        order_count,
        total_revenue,
        total_tax,
        total_discounts,
        margin,
        margin_percentage,
        average_order_value,
        growth_percentage
    from {{ ref('finance_by_year') }}
)

select
    year,
    is_complete,
    order_count,
    {{ money('total_revenue') }} as revenue,
    {{ money('total_tax') }} as tax,
    {{ money('total_discounts') }} as discounts,
    {{ money('margin') }} as margin,
    {{ displayed_percentage('margin_percentage') }} as margin_percentage,
    {{ money('average_order_value') }} as average_order_value,
    {{ displayed_percentage('growth_percentage') }} as growth_percentage
from years
