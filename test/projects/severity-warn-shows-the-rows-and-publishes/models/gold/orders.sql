select * from (values (1, 'ann'), (2, null)) as t(order_id, customer)
