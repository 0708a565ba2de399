select customer,
    {{ total() }} as n
from {{ ref('orders') }} group by all
