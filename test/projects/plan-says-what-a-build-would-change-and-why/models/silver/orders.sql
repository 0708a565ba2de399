select * from (values (1, 10, 5.0), (2, 11, 7.5)) as t(order_id, country_id, price)
