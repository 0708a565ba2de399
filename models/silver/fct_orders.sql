-- One row per line item of an order.
with orders as (
    select o_orderkey, o_custkey, o_orderstatus, o_orderdate, o_orderpriority, o_clerk, o_shippriority
    from {{ ref('orders') }}
),

line_items as (
    select
        l_orderkey,
        l_linenumber,
        l_partkey,
        l_suppkey,
        l_quantity,
        cast(l_extendedprice as decimal(15, 2)) as extended_price,
        cast(l_discount as decimal(15, 2)) as discount_rate,
        cast(l_tax as decimal(15, 2)) as tax_rate,
        l_returnflag,
        l_linestatus,
        l_shipdate,
        l_commitdate,
        l_receiptdate,
        l_shipinstruct,
        l_shipmode
    from {{ ref('lineitem') }}
),

statuses as (
    select order_status, is_open from {{ ref('order_statuses') }}
)

select
    cast(line_items.l_orderkey as bigint) as order_key,
    cast(line_items.l_linenumber as integer) as line_number,
    cast(orders.o_custkey as bigint) as customer_key,
    cast(line_items.l_partkey as bigint) as part_key,
    cast(line_items.l_suppkey as bigint) as supplier_key,

    orders.o_orderdate as order_date,
    line_items.l_shipdate as ship_date,
    line_items.l_commitdate as commit_date,
    line_items.l_receiptdate as receipt_date,

    trim(orders.o_orderstatus) as order_status,
    statuses.is_open as is_open_order,
    trim(orders.o_orderpriority) as order_priority,
    trim(orders.o_clerk) as clerk,
    cast(orders.o_shippriority as integer) as ship_priority,
    trim(line_items.l_shipmode) as ship_mode,
    trim(line_items.l_shipinstruct) as ship_instructions,
    trim(line_items.l_returnflag) as return_flag,
    trim(line_items.l_linestatus) as line_status,

    cast(line_items.l_quantity as decimal(15, 2)) as quantity,
    line_items.extended_price,
    line_items.discount_rate,
    line_items.tax_rate,
    line_items.extended_price * line_items.discount_rate as discount_amount,
    line_items.extended_price * (1 - line_items.discount_rate) as net_amount,
    line_items.extended_price * (1 - line_items.discount_rate) * line_items.tax_rate as tax_amount,
    line_items.extended_price * (1 - line_items.discount_rate) * (1 + line_items.tax_rate) as charged_amount,

    cast(date_diff('day', orders.o_orderdate, line_items.l_shipdate) as integer) as shipping_delay_days,
    cast(date_diff('day', line_items.l_shipdate, line_items.l_receiptdate) as integer) as delivery_delay_days,
    line_items.l_receiptdate > line_items.l_commitdate as is_late_delivery
from line_items
left join orders on orders.o_orderkey = line_items.l_orderkey
left join statuses on statuses.order_status = trim(orders.o_orderstatus)
