select id, cents from {{ ref('orders', v=1) }}
