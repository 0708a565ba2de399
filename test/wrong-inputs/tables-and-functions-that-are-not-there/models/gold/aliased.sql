select o.customer, c.name
from {{ ref('orders') }} as o
