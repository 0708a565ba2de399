-- One row per day of order, nation and region of the customer.
{{ config(order_by=['date', 'customer_nation'], tags=['finance']) }}

with line_items as (
    select
        order_key,
        order_date,
        customer_nation,
        customer_region,
        is_open_order,
        net_amount,
        tax_amount,
        discount_amount,
        charged_amount,
        margin
    from {{ ref('wide_order_details') }}
),

-- An order has one day and one customer, so it is counted in one row only.
orders as (
    select
        order_key,
        order_date,
        customer_nation,
        customer_region,
        is_open_order,
        sum(net_amount) as revenue,
        sum(tax_amount) as tax,
        sum(discount_amount) as discount,
        sum(charged_amount) as charged,
        sum(margin) as margin
    from line_items
    group by order_key, order_date, customer_nation, customer_region, is_open_order
)

select
    order_date as date,
    customer_nation,
    customer_region,
    sum(revenue) as total_revenue,
    sum(tax) as total_tax,
    sum(discount) as total_discounts,
    coalesce(sum(charged) filter (where is_open_order), 0) as accounts_receivable,
    count(*) as order_count,
    count(*) filter (where is_open_order) as open_order_count,
    {{ average_money('sum(revenue)', 'count(*)') }} as average_order_value,
    sum(margin) as margin,
    {{ percentage('sum(margin)', 'sum(revenue)') }} as margin_percentage,
    avg(date_diff('day', order_date, {{ as_of() }})) filter (where is_open_order) as avg_open_order_age
from orders
group by order_date, customer_nation, customer_region
