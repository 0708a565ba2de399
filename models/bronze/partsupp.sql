-- One row per part and supplier (ps_partkey, ps_suppkey), as the source has it.
select
    ps_partkey,
    ps_suppkey,
    ps_availqty,
    ps_supplycost,
    ps_comment
from {{ source('tpch', 'partsupp') }}
