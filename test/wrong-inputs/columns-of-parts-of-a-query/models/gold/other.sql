with orders as (
    select order_id, customer from {{ ref('orders') }}
)

select orders.customer, sum(orders.amount) as revenue
from orders
group by all
