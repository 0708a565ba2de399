-- One row per customer, also those who never ordered.
{{ config(order_by=['customer_key'], tags=['marketing']) }}

with customers as (
    select customer_key, customer_name, market_segment, nation_name, region_name from {{ ref('dim_customer') }}
),

line_items as (
    select order_key, customer_key, order_date, brand, product_type, net_amount, margin, is_late_delivery
    from {{ ref('wide_order_details') }}
),

rfm_segments as (
    select recency_score, value_score, rfm_segment from {{ ref('rfm_segments') }}
),

buyers as (
    select
        customer_key,
        min(order_date) as first_order_date,
        max(order_date) as last_order_date,
        date_diff('day', max(order_date), {{ as_of() }}) as recency_days,
        count(distinct order_key) as order_count,
        sum(net_amount) as monetary_value,
        sum(margin) as lifetime_value,
        {{ safe_divide('count(*) filter (where is_late_delivery)', 'count(*)') }} as late_delivery_rate
    from line_items
    group by customer_key
),

-- How long a customer usually waits with the next order; the project's variable where there is one day of order only.
rhythms as (
    select
        customer_key,
        coalesce(
            nullif({{ safe_divide("date_diff('day', first_order_date, last_order_date)", 'order_count - 1') }}, 0),
            {{ var('usual_days_between_orders') }}
        ) as days_between_orders
    from buyers
),

-- 5 is best: the last to order, the most orders, the most revenue.
scores as (
    select
        customer_key,
        {{ quintile('last_order_date') }} as recency_score,
        {{ quintile('order_count') }} as frequency_score,
        {{ quintile('monetary_value') }} as monetary_score
    from buyers
),

segments as (
    select scores.customer_key, rfm_segments.rfm_segment
    from scores
    inner join rfm_segments
        on rfm_segments.recency_score = scores.recency_score
        and rfm_segments.value_score = cast(floor((scores.frequency_score + scores.monetary_score + 1) / 2) as integer)
),

-- The brand and the type with most revenue; of two with the same revenue, the first by name.
brands as (
    select
        customer_key,
        brand,
        row_number() over (partition by customer_key order by sum(net_amount) desc, brand) as brand_rank
    from line_items
    group by customer_key, brand
),

product_types as (
    select
        customer_key,
        product_type,
        row_number() over (partition by customer_key order by sum(net_amount) desc, product_type) as type_rank
    from line_items
    group by customer_key, product_type
)

select
    customers.customer_key,
    customers.customer_name,
    customers.market_segment,
    customers.nation_name as customer_nation,
    customers.region_name as customer_region,
    buyers.first_order_date,
    buyers.last_order_date,
    cast(buyers.recency_days as integer) as recency_days,
    coalesce(buyers.order_count, 0) as order_count,
    coalesce(buyers.monetary_value, 0) as monetary_value,
    coalesce(buyers.lifetime_value, 0) as lifetime_value,
    {{ average_money('buyers.monetary_value', 'buyers.order_count') }} as average_order_value,
    rhythms.days_between_orders,
    buyers.late_delivery_rate,
    scores.recency_score,
    scores.frequency_score,
    scores.monetary_score,
    case when buyers.customer_key is null then 'Prospects' else segments.rfm_segment end as rfm_segment,
    case
        when buyers.customer_key is null then 'none'
        when buyers.recency_days <= rhythms.days_between_orders then 'low'
        when buyers.recency_days <= 2 * rhythms.days_between_orders then 'medium'
        else 'high'
    end as churn_risk,
    brands.brand as preferred_brand,
    product_types.product_type as preferred_product_type
from customers
left join buyers on buyers.customer_key = customers.customer_key
left join rhythms on rhythms.customer_key = customers.customer_key
left join scores on scores.customer_key = customers.customer_key
left join segments on segments.customer_key = customers.customer_key
left join brands on brands.customer_key = customers.customer_key and brands.brand_rank = 1
left join product_types on product_types.customer_key = customers.customer_key and product_types.type_rank = 1
