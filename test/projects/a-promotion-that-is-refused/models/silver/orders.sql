select range as order_id, {{ var('price', 'range') }} as {{ var('column', 'price') }} from range({{ var('orders', 3) }})
