-- One row per year, from the first order to the as-of day.
{{ config(order_by=['year'], tags=['finance']) }}

with months as (
    select month, is_complete, order_count, total_revenue, total_tax, total_discounts, margin
    from {{ ref('finance_by_month') }}
),

-- A year is complete when its December is.
years as (
    select
        cast(year(month) as integer) as year,
        bool_or(month(month) = 12 and is_complete) as is_complete,
        cast(sum(order_count) as bigint) as order_count,
        sum(total_revenue) as total_revenue,
        sum(total_tax) as total_tax,
        sum(total_discounts) as total_discounts,
        sum(margin) as margin
    from months
    group by year(month)
),

compared as (
    select
        year,
        is_complete,
        order_count,
        total_revenue,
        total_tax,
        total_discounts,
        margin,
        lag(total_revenue) over (order by year) as previous_year_revenue
    from years
)

select
    year,
    is_complete,
    order_count,
    total_revenue,
    total_tax,
    total_discounts,
    margin,
    {{ percentage('margin', 'total_revenue') }} as margin_percentage,
    {{ average_money('total_revenue', 'order_count') }} as average_order_value,
    previous_year_revenue,
    case when is_complete then {{ growth('total_revenue', 'previous_year_revenue') }} end as growth_percentage
from compared
