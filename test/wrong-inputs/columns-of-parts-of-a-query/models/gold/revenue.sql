with orders as (
    select order_id, customer from {{ ref('orders') }}
),

named as (
    select orders.customer, all_orders.amnt
    from orders
    inner join {{ ref('orders') }} as all_orders on all_orders.order_id = orders.order_id
)

select * from named
