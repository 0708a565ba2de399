select range as order_id, {{ var('price', 'range') }} as price from range({{ var('orders', 3) }})
