select 1 as order_id, {{ "'ann'" if var('named', true) else 'null' }} as customer
