select cast(amount as intger) as whole from {{ ref('orders') }}
