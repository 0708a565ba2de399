-- One row per part. What a supplier asks for it is in dim_part_supplier.
with parts as (
    select p_partkey, p_name, p_mfgr, p_brand, p_type, p_size, p_container, p_retailprice from {{ ref('part') }}
)

select
    cast(p_partkey as bigint) as part_key,
    trim(p_name) as part_name,
    trim(p_mfgr) as manufacturer,
    trim(p_brand) as brand,
    trim(p_type) as product_type,
    cast(p_size as integer) as part_size,
    trim(p_container) as container,
    cast(p_retailprice as decimal(15, 2)) as retail_price
from parts
