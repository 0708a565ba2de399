-- No other brand has more revenue than the top brand, or as much and a name that comes first. Returns the brands that have.
with brands as (
    select
        {{ first_of('month', 'order_date') }} as month,
        market_segment,
        brand,
        sum(net_amount) as revenue
    from {{ ref('wide_order_details') }}
    group by {{ first_of('month', 'order_date') }}, market_segment, brand
),

top_brands as (
    select metrics.month, metrics.market_segment, metrics.top_brand, brands.revenue
    from {{ ref('marketing_metrics') }} as metrics
    left join brands
        on brands.month = metrics.month
        and brands.market_segment = metrics.market_segment
        and brands.brand = metrics.top_brand
)

select
    top_brands.month,
    top_brands.market_segment,
    top_brands.top_brand,
    top_brands.revenue,
    brands.brand as better_brand,
    brands.revenue as better_revenue
from top_brands
inner join brands
    on brands.month = top_brands.month
    and brands.market_segment = top_brands.market_segment
where
    top_brands.revenue is null
    or brands.revenue > top_brands.revenue
    or (brands.revenue = top_brands.revenue and brands.brand < top_brands.top_brand)
