select * from {{ ref('shop', 'silver', 'orders') }}
