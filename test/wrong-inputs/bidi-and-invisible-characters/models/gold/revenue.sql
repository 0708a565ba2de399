select customer, amount as "a‮b", [31mx from {{ ref('orders') }}
