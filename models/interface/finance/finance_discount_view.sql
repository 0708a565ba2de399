-- One row per discount rate: does a higher discount sell more, and what does it leave.
with discounts as (
    select
        discount_rate,
        line_item_count,
        quantity,
        total_discounts,
        total_revenue,
        margin,
        margin_percentage,
        average_quantity,
        average_line_value
    from {{ ref('finance_by_discount') }}
)

select
    {{ displayed_percentage('100 * discount_rate') }} as discount_percentage,
    line_item_count,
    cast(quantity as decimal(18, 2)) as quantity,
    {{ money('total_discounts') }} as discounts,
    {{ money('total_revenue') }} as revenue,
    {{ money('margin') }} as margin,
    {{ displayed_percentage('margin_percentage') }} as margin_percentage,
    cast(average_quantity as decimal(9, 2)) as average_quantity,
    {{ money('average_line_value') }} as average_line_value
from discounts
