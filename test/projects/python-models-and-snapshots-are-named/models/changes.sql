select * from {{ ref('orders_history') }} join {{ ref('prices_history') }} using (order_id)
