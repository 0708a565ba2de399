select price, count(*) as orders
from {{ ref('orders') }}
{{ dbt_utils.group_by(1) }}
