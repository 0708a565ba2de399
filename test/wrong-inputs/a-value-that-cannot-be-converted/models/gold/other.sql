select order_id, customer, count(*) as orders
from {{ ref('orders') }}
group by order_id
