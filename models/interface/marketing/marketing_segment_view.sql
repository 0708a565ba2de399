-- One row per RFM segment and risk of leaving that has customers.
with customers as (
    select rfm_segment, churn_risk, recency_days, order_count, monetary_value, lifetime_value
    from {{ ref('marketing_by_customer') }}
),

segments as (
    select
        rfm_segment,
        churn_risk,
        count(*) as customer_count,
        cast(sum(order_count) as bigint) as order_count,
        sum(monetary_value) as revenue,
        sum(lifetime_value) as lifetime_value,
        avg(recency_days) as average_recency_days
    from customers
    group by rfm_segment, churn_risk
)

select
    rfm_segment,
    churn_risk,
    customer_count,
    order_count,
    {{ money('revenue') }} as revenue,
    {{ displayed_percentage(percentage('revenue', 'sum(revenue) over ()')) }} as revenue_share_percentage,
    {{ money('lifetime_value') }} as lifetime_value,
    {{ money(safe_divide('lifetime_value', 'customer_count')) }} as average_lifetime_value,
    cast(average_recency_days as decimal(9, 1)) as average_recency_days
from segments
