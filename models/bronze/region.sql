-- One row per region (r_regionkey), as the source has it.
select
    r_regionkey,
    r_name,
    r_comment
from {{ source('tpch', 'region') }}
