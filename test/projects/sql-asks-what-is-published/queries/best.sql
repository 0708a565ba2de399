-- The best month.
select * from gold.revenue order by amount desc
