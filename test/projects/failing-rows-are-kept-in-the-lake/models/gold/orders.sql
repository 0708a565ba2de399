select * from (values (1, 'ann'), (2, null), (2, 'bob'), (4, null)) as t(order_id, customer)
where order_id <= {{ var('most', 9) }}
