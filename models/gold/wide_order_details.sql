-- One row per line item of an order: the one big table, with all that is known of its customer, part and supplier.
{{ config(order_by=['order_date', 'order_key', 'line_number']) }}

with line_items as (
    select
        order_key,
        line_number,
        customer_key,
        part_key,
        supplier_key,
        order_date,
        ship_date,
        commit_date,
        receipt_date,
        order_status,
        is_open_order,
        order_priority,
        clerk,
        ship_priority,
        ship_mode,
        ship_instructions,
        return_flag,
        line_status,
        quantity,
        extended_price,
        discount_rate,
        tax_rate,
        discount_amount,
        net_amount,
        tax_amount,
        charged_amount,
        shipping_delay_days,
        delivery_delay_days,
        is_late_delivery
    from {{ ref('fct_orders') }}
),

customers as (
    select customer_key, customer_name, nation_name, region_name, market_segment, account_balance
    from {{ ref('dim_customer') }}
),

parts as (
    select part_key, part_name, manufacturer, brand, product_type, part_size, container, retail_price
    from {{ ref('dim_part') }}
),

offers as (
    select part_key, supplier_key, supplier_name, supplier_nation, supplier_region, supply_cost
    from {{ ref('dim_part_supplier') }}
)

select
    line_items.order_key,
    line_items.line_number,
    line_items.customer_key,
    line_items.part_key,
    line_items.supplier_key,

    line_items.order_date,
    line_items.ship_date,
    line_items.commit_date,
    line_items.receipt_date,
    line_items.order_status,
    line_items.is_open_order,
    line_items.order_priority,
    line_items.clerk,
    line_items.ship_priority,
    line_items.ship_mode,
    line_items.ship_instructions,
    line_items.return_flag,
    line_items.line_status,

    customers.customer_name,
    customers.nation_name as customer_nation,
    customers.region_name as customer_region,
    customers.market_segment,
    customers.account_balance as customer_account_balance,

    parts.part_name,
    parts.manufacturer,
    parts.brand,
    parts.product_type,
    parts.part_size,
    parts.container,
    parts.retail_price,

    offers.supplier_name,
    offers.supplier_nation,
    offers.supplier_region,

    line_items.quantity,
    line_items.extended_price,
    line_items.discount_rate,
    line_items.tax_rate,
    line_items.discount_amount,
    line_items.net_amount,
    line_items.tax_amount,
    line_items.charged_amount,
    offers.supply_cost,
    offers.supply_cost * line_items.quantity as supply_amount,
    line_items.net_amount - offers.supply_cost * line_items.quantity as margin,

    line_items.shipping_delay_days,
    line_items.delivery_delay_days,
    line_items.is_late_delivery
from line_items
left join customers on customers.customer_key = line_items.customer_key
left join parts on parts.part_key = line_items.part_key
left join offers
    on offers.part_key = line_items.part_key
    and offers.supplier_key = line_items.supplier_key
