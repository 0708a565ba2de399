with days as (select order_id, date '2024-01-01' as day from {{ ref('orders') }})
select * from days where day > 20240101
