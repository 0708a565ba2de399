select 1 as order_id, 20 as price
