select sun(amount) as revenue from {{ ref('orders') }}
