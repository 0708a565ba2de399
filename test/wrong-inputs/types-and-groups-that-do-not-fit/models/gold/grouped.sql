select customer, order_id, sum(amount) as total
from {{ ref('orders') }}
group by customer
