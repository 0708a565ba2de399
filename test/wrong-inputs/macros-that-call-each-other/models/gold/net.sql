select {{ net('amount') }} as net from {{ ref('orders') }}
