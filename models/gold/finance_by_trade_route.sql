-- One row per nation of the customer and nation of the supplier between which something was sold.
{{ config(order_by=['customer_nation', 'supplier_nation'], tags=['finance']) }}

with line_items as (
    select
        order_key,
        customer_nation,
        customer_region,
        supplier_nation,
        supplier_region,
        quantity,
        net_amount,
        tax_amount,
        discount_amount,
        margin
    from {{ ref('wide_order_details') }}
)

select
    customer_nation,
    customer_region,
    supplier_nation,
    supplier_region,
    customer_nation = supplier_nation as is_domestic,
    count(distinct order_key) as order_count,
    count(*) as line_item_count,
    sum(quantity) as quantity,
    sum(net_amount) as total_revenue,
    sum(tax_amount) as total_tax,
    sum(discount_amount) as total_discounts,
    sum(margin) as margin,
    {{ percentage('sum(margin)', 'sum(net_amount)') }} as margin_percentage
from line_items
group by customer_nation, customer_region, supplier_nation, supplier_region
