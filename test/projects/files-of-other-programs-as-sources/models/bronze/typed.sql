select * from {{ source('files', 'typed_orders') }}
