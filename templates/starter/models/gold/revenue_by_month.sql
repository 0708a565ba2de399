-- One row per month with an order.
select
    cast(date_trunc('month', order_date) as date) as order_month,
    count(*) as order_count,
    count(distinct customer) as customer_count,
    sum(amount) as revenue
from {{ ref('orders') }}
group by all
order by order_month
