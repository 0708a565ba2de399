-- One row per discount rate: does a higher discount sell more, and what does it leave.
{{ config(order_by=['discount_rate'], tags=['finance']) }}

with line_items as (
    select discount_rate, quantity, extended_price, discount_amount, net_amount, margin
    from {{ ref('wide_order_details') }}
)

select
    discount_rate,
    count(*) as line_item_count,
    sum(quantity) as quantity,
    sum(extended_price) as list_price_amount,
    sum(discount_amount) as total_discounts,
    sum(net_amount) as total_revenue,
    sum(margin) as margin,
    {{ percentage('sum(margin)', 'sum(net_amount)') }} as margin_percentage,
    {{ safe_divide('sum(quantity)', 'count(*)') }} as average_quantity,
    {{ average_money('sum(net_amount)', 'count(*)') }} as average_line_value
from line_items
group by discount_rate
