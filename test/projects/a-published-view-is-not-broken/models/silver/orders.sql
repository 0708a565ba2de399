select 1 as order_id, {{ "'ann' as customer" if var('wide', true) else "2 as other" }}
