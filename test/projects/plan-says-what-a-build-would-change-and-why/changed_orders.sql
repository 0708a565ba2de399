-- Prices have cents.
select order_id, country_id, price::decimal(10, 2) as price, country_id * 2 as twice
from (values (1, 10, 5.0), (2, 11, 7.5)) as t(order_id, country_id, price)
