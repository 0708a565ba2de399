select * from (values ('de', 1.25), ('fr', 2.5), ('de', 3.0)) as t(country, amount)
