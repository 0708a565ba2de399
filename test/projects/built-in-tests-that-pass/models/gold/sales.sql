select order_id, line, customer_id, amount from {{ ref('orders') }}
