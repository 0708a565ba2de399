-- One row per month of order and market segment of the customer.
{{ config(order_by=['month', 'market_segment'], tags=['marketing']) }}

with line_items as (
    select
        order_key,
        {{ first_of('month', 'order_date') }} as month,
        market_segment,
        brand,
        net_amount,
        is_late_delivery
    from {{ ref('wide_order_details') }}
),

segments as (
    select
        month,
        market_segment,
        count(distinct order_key) as order_count,
        sum(net_amount) as total_revenue,
        {{ safe_divide('count(*) filter (where is_late_delivery)', 'count(*)') }} as late_delivery_rate
    from line_items
    group by month, market_segment
),

brands as (
    select month, market_segment, brand, sum(net_amount) as revenue
    from line_items
    group by month, market_segment, brand
),

-- The brand with most revenue; of two with the same revenue, the first by name.
ranked_brands as (
    select
        month,
        market_segment,
        brand,
        row_number() over (partition by month, market_segment order by revenue desc, brand) as brand_rank
    from brands
)

select
    segments.month,
    segments.market_segment,
    segments.order_count,
    segments.total_revenue,
    {{ average_money('segments.total_revenue', 'segments.order_count') }} as avg_order_value,
    segments.late_delivery_rate,
    ranked_brands.brand as top_brand
from segments
left join ranked_brands
    on ranked_brands.month = segments.month
    and ranked_brands.market_segment = segments.market_segment
    and ranked_brands.brand_rank = 1
