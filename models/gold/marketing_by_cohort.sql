-- One row per cohort (customers by the month of their first order) and month since; a month without orders has zeros.
{{ config(order_by=['cohort_month', 'months_since_first_order'], tags=['marketing']) }}

with days as (
    select month_start from {{ ref('dim_date') }}
),

orders as (
    select
        customer_key,
        order_key,
        {{ first_of('month', 'order_date') }} as order_month,
        sum(net_amount) as revenue
    from {{ ref('wide_order_details') }}
    group by customer_key, order_key, order_date
),

customers as (
    select customer_key, min(order_month) as cohort_month
    from orders
    group by customer_key
),

cohorts as (
    select cohort_month, count(*) as cohort_size
    from customers
    group by cohort_month
),

months as (
    select distinct month_start as month
    from days
    where month_start <= {{ as_of() }}
),

activity as (
    select
        customers.cohort_month,
        orders.order_month,
        count(distinct orders.customer_key) as active_customer_count,
        count(*) as order_count,
        sum(orders.revenue) as revenue
    from orders
    inner join customers on customers.customer_key = orders.customer_key
    group by customers.cohort_month, orders.order_month
)

select
    cohorts.cohort_month,
    months.month as order_month,
    cast(date_diff('month', cohorts.cohort_month, months.month) as integer) as months_since_first_order,
    cohorts.cohort_size,
    coalesce(activity.active_customer_count, 0) as active_customer_count,
    coalesce(activity.order_count, 0) as order_count,
    coalesce(activity.revenue, 0) as total_revenue,
    {{ safe_divide('coalesce(activity.active_customer_count, 0)', 'cohorts.cohort_size') }} as retention_rate
from cohorts
inner join months on months.month >= cohorts.cohort_month
left join activity
    on activity.cohort_month = cohorts.cohort_month
    and activity.order_month = months.month
