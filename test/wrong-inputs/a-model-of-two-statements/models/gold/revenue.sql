select 1 as n;
select 2 as n
