-- Gold has silver's sum.
select revenue.amount, orders.amount as expected
from {{ ref('revenue') }} as revenue, {{ ref('orders') }} as orders
where revenue.amount <> orders.amount
