-- One row per supplier, also those who sold nothing.
{{ config(order_by=['supplier_key'], tags=['finance']) }}

with suppliers as (
    select supplier_key, supplier_name, nation_name, region_name from {{ ref('dim_supplier') }}
),

offers as (
    select part_key, supplier_key, supply_cost, available_quantity from {{ ref('dim_part_supplier') }}
),

line_items as (
    select order_key, supplier_key, quantity, net_amount, supply_amount, margin, return_flag, is_late_delivery
    from {{ ref('wide_order_details') }}
),

-- Stock and sales are each brought to one row per supplier before they meet, so neither multiplies the other.
stock as (
    select
        supplier_key,
        count(*) as part_count,
        sum(supply_cost * available_quantity) as stock_value
    from offers
    group by supplier_key
),

sales as (
    select
        supplier_key,
        count(distinct order_key) as order_count,
        count(*) as line_item_count,
        sum(quantity) as quantity,
        sum(net_amount) as revenue,
        sum(supply_amount) as supply_amount,
        sum(margin) as margin,
        count(*) filter (where return_flag = 'R') as returned_line_item_count,
        count(*) filter (where is_late_delivery) as late_line_item_count
    from line_items
    group by supplier_key
),

filled as (
    select
        suppliers.supplier_key,
        suppliers.supplier_name,
        suppliers.nation_name,
        suppliers.region_name,
        coalesce(stock.part_count, 0) as part_count,
        coalesce(stock.stock_value, 0) as stock_value,
        coalesce(sales.order_count, 0) as order_count,
        coalesce(sales.line_item_count, 0) as line_item_count,
        coalesce(sales.quantity, 0) as quantity,
        coalesce(sales.revenue, 0) as revenue,
        coalesce(sales.supply_amount, 0) as supply_amount,
        coalesce(sales.margin, 0) as margin,
        sales.returned_line_item_count,
        sales.late_line_item_count
    from suppliers
    left join stock on stock.supplier_key = suppliers.supplier_key
    left join sales on sales.supplier_key = suppliers.supplier_key
)

select
    supplier_key,
    supplier_name,
    nation_name as supplier_nation,
    region_name as supplier_region,
    part_count,
    stock_value,
    order_count,
    line_item_count,
    quantity,
    revenue as total_revenue,
    supply_amount as total_supply_cost,
    margin,
    {{ percentage('margin', 'revenue') }} as margin_percentage,
    {{ percentage('revenue', 'sum(revenue) over ()') }} as revenue_share_percentage,
    rank() over (order by revenue desc) as revenue_rank,
    {{ safe_divide('returned_line_item_count', 'line_item_count') }} as return_rate,
    {{ safe_divide('late_line_item_count', 'line_item_count') }} as late_delivery_rate
from filled
