select * from (values (2), (3), (null)) as t(n)
