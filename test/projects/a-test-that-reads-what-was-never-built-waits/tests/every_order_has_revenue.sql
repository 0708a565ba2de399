select order_id from {{ ref('orders') }}
except
select order_id from {{ ref('revenue') }}
