select {{ cents('amount', 2, 3) }} as a
from {{ ref('orders') }}
