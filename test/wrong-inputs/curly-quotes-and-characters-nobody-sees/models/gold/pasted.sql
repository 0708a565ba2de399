select
    “order_key”,
    price – discount as net -- “these” may – and do – stay
from {{ ref('orders') }}
where region = ‘EU’ and note <> 'it’s “fine”'
