select * from {{ ref('parcels', v=5) }}
union all
select * from {{ ref('orders', version=1) }}
