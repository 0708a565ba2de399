select
    order_id,
    cast(customer as integer) as customer_number
from {{ ref('orders') }}
