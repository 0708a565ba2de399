select 1 as n; drop table escaped
