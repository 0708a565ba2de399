select *
from ref('orders')
