select {{ var('column', 'price') }} from {{ ref('orders') }}
