-- No other brand brought more revenue from the customer than the preferred one, or as much and has a name that comes first.
-- Returns the brands that did.
with brands as (
    select customer_key, brand, sum(net_amount) as revenue
    from {{ ref('wide_order_details') }}
    group by customer_key, brand
),

preferred as (
    select customers.customer_key, customers.preferred_brand, brands.revenue
    from {{ ref('marketing_by_customer') }} as customers
    left join brands
        on brands.customer_key = customers.customer_key
        and brands.brand = customers.preferred_brand
)

select
    preferred.customer_key,
    preferred.preferred_brand,
    preferred.revenue,
    brands.brand as better_brand,
    brands.revenue as better_revenue
from preferred
inner join brands on brands.customer_key = preferred.customer_key
where
    preferred.revenue is null
    or brands.revenue > preferred.revenue
    or (brands.revenue = preferred.revenue and brands.brand < preferred.preferred_brand)
