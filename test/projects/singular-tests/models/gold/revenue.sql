select sum(amount)::bigint + 1 as amount from {{ ref('orders') }}
