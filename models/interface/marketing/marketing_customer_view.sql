-- One row per customer: value, segment, risk of leaving and preferences.
with customers as (
    select
        customer_key,
        customer_name,
        market_segment,
        customer_nation,
        customer_region,
        first_order_date,
        last_order_date,
        recency_days,
        order_count,
        monetary_value,
        lifetime_value,
        average_order_value,
        late_delivery_rate,
        recency_score,
        frequency_score,
        monetary_score,
        rfm_segment,
        churn_risk,
        preferred_brand,
        preferred_product_type
    from {{ ref('marketing_by_customer') }}
)

select
    customer_key,
    customer_name,
    market_segment,
    customer_nation,
    customer_region,
    rfm_segment,
    churn_risk,
    first_order_date,
    last_order_date,
    recency_days,
    order_count,
    {{ money('monetary_value') }} as revenue,
    {{ money('lifetime_value') }} as lifetime_value,
    {{ money('average_order_value') }} as average_order_value,
    {{ displayed_percentage('100 * late_delivery_rate') }} as late_delivery_percentage,
    recency_score,
    frequency_score,
    monetary_score,
    preferred_brand,
    preferred_product_type
from customers
