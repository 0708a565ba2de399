select customer, revenue
from {{ ref('orders') }} as o
inner join {{ ref('revenue') }} as r on o.customer = r.customer
