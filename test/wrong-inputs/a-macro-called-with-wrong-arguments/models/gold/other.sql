select
    {{ total('amount') }} as cents
from {{ ref('orders') }}
