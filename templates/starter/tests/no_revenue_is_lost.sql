-- The months add up to the orders.
select monthly.revenue, orders.amount
from (select sum(revenue) as revenue from {{ ref('revenue_by_month') }}) as monthly
cross join (select sum(amount) as amount from {{ ref('orders') }}) as orders
where monthly.revenue <> orders.amount
