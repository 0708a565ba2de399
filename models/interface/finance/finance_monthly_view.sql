-- One row per month: revenue, margin and growth. The month that is not over has no growth.
with months as (
    select
        month,
        is_complete,
        order_count,
        total_revenue,
        total_tax,
        total_discounts,
        margin,
        margin_percentage,
        average_order_value,
        year_to_date_revenue,
        month_growth_percentage,
        year_growth_percentage
    from {{ ref('finance_by_month') }}
)

select
    month,
    is_complete,
    order_count,
    {{ money('total_revenue') }} as revenue,
    {{ money('total_tax') }} as tax,
    {{ money('total_discounts') }} as discounts,
    {{ money('margin') }} as margin,
    {{ displayed_percentage('margin_percentage') }} as margin_percentage,
    {{ money('average_order_value') }} as average_order_value,
    {{ money('year_to_date_revenue') }} as year_to_date_revenue,
    {{ displayed_percentage('month_growth_percentage') }} as month_growth_percentage,
    {{ displayed_percentage('year_growth_percentage') }} as year_growth_percentage
from months
