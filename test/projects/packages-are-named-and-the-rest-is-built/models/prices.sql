select * from {{ ref('shop_pricing', 'prices') }}
