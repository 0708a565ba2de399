-- TPC-H Q1 (pricing summary report): from silver as over the raw table. Returns the rows that differ.
with expected as (
    select
        trim(l_returnflag) as return_flag,
        trim(l_linestatus) as line_status,
        sum(l_quantity) as sum_qty,
        sum(l_extendedprice) as sum_base_price,
        sum(l_extendedprice * (1 - l_discount)) as sum_disc_price,
        sum(l_extendedprice * (1 - l_discount) * (1 + l_tax)) as sum_charge,
        avg(l_quantity) as avg_qty,
        avg(l_extendedprice) as avg_price,
        avg(l_discount) as avg_disc,
        count(*) as count_order
    from {{ ref('lineitem') }}
    where l_shipdate <= date '1998-12-01' - interval 90 day
    group by l_returnflag, l_linestatus
),

actual as (
    select
        return_flag,
        line_status,
        sum(quantity) as sum_qty,
        sum(extended_price) as sum_base_price,
        sum(net_amount) as sum_disc_price,
        sum(charged_amount) as sum_charge,
        avg(quantity) as avg_qty,
        avg(extended_price) as avg_price,
        avg(discount_rate) as avg_disc,
        count(*) as count_order
    from {{ ref('fct_orders') }}
    where ship_date <= date '1998-12-01' - interval 90 day
    group by return_flag, line_status
)

{{ differences('actual', 'expected') }}
