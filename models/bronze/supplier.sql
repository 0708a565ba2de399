-- One row per supplier (s_suppkey), as the source has it.
select
    s_suppkey,
    s_name,
    s_address,
    s_nationkey,
    s_phone,
    s_acctbal,
    s_comment
from {{ source('tpch', 'supplier') }}
