select cast(amount * 1000 as decimal(4, 2)) as cents
from {{ ref('orders') }}
