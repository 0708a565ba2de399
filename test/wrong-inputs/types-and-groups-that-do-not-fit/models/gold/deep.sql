with orders as (
    select order_id, customer from {{ ref('orders') }}
),

numbered as (
    select order_id, customer + 1 as next_customer from orders
)

select * from numbered
