select * from (values (1, 'ann', 1), (2, null, 2), (2, 'bob', 3)) as t(order_id, customer, country_id)
