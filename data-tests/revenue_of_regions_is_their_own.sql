-- Revenue between the regions of customers and suppliers: from gold as over the raw tables. Returns the pairs that differ.
with expected as (
    select
        trim(customer_regions.r_name) as customer_region,
        trim(supplier_regions.r_name) as supplier_region,
        sum(l_extendedprice * (1 - l_discount)) as revenue
    from {{ ref('lineitem') }}
    inner join {{ ref('orders') }} on o_orderkey = l_orderkey
    inner join {{ ref('customer') }} on c_custkey = o_custkey
    inner join {{ ref('nation') }} as customer_nations on customer_nations.n_nationkey = c_nationkey
    inner join {{ ref('region') }} as customer_regions on customer_regions.r_regionkey = customer_nations.n_regionkey
    inner join {{ ref('supplier') }} on s_suppkey = l_suppkey
    inner join {{ ref('nation') }} as supplier_nations on supplier_nations.n_nationkey = s_nationkey
    inner join {{ ref('region') }} as supplier_regions on supplier_regions.r_regionkey = supplier_nations.n_regionkey
    group by customer_regions.r_name, supplier_regions.r_name
),

actual as (
    select customer_region, supplier_region, sum(total_revenue) as revenue
    from {{ ref('finance_by_trade_route') }}
    group by customer_region, supplier_region
)

{{ differences('actual', 'expected') }}
