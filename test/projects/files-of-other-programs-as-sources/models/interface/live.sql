select sum(amount) as amount from {{ source('files', 'typed_orders') }}
