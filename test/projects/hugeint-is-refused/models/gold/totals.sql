select 1 as shop,
       sum(n) as total
from (select 1 as n)
