select * from {{ ref('shop', 'sales') }}
