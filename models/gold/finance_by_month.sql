-- One row per month, from the first order to the as-of day; a month without orders has zeros.
{{ config(order_by=['month'], tags=['finance']) }}

with days as (
    select calendar_date, month_start from {{ ref('dim_date') }}
),

daily as (
    select date, total_revenue, total_tax, total_discounts, margin, order_count from {{ ref('finance_metrics') }}
),

months as (
    select month_start as month, max(calendar_date) <= {{ as_of() }} as is_complete
    from days
    group by month_start
    having month_start between (select {{ first_of('month', 'min(date)') }} from daily) and {{ as_of() }}
),

totals as (
    select
        {{ first_of('month', 'date') }} as month,
        cast(sum(order_count) as bigint) as order_count,
        sum(total_revenue) as total_revenue,
        sum(total_tax) as total_tax,
        sum(total_discounts) as total_discounts,
        sum(margin) as margin
    from daily
    group by {{ first_of('month', 'date') }}
),

filled as (
    select
        months.month,
        months.is_complete,
        coalesce(totals.order_count, 0) as order_count,
        coalesce(totals.total_revenue, 0) as total_revenue,
        coalesce(totals.total_tax, 0) as total_tax,
        coalesce(totals.total_discounts, 0) as total_discounts,
        coalesce(totals.margin, 0) as margin
    from months
    left join totals on totals.month = months.month
),

-- No month is missing in filled, so one row back is the month before and twelve rows back the month a year before.
compared as (
    select
        month,
        is_complete,
        order_count,
        total_revenue,
        total_tax,
        total_discounts,
        margin,
        lag(total_revenue, 1) over (order by month) as previous_month_revenue,
        lag(total_revenue, 12) over (order by month) as previous_year_revenue,
        sum(total_revenue) over (partition by year(month) order by month) as year_to_date_revenue
    from filled
)

select
    month,
    is_complete,
    order_count,
    total_revenue,
    total_tax,
    total_discounts,
    margin,
    {{ percentage('margin', 'total_revenue') }} as margin_percentage,
    {{ average_money('total_revenue', 'order_count') }} as average_order_value,
    year_to_date_revenue,
    previous_month_revenue,
    case when is_complete then {{ growth('total_revenue', 'previous_month_revenue') }} end as month_growth_percentage,
    previous_year_revenue,
    case when is_complete then {{ growth('total_revenue', 'previous_year_revenue') }} end as year_growth_percentage
from compared
