select sum(n) as n from (select 1 as n)
