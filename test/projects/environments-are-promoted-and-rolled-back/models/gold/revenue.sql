select count(*) as orders, sum(price)::bigint as revenue from {{ ref('orders') }}
