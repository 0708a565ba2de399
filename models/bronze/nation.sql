-- One row per nation (n_nationkey), as the source has it.
select
    n_nationkey,
    n_name,
    n_regionkey,
    n_comment
from {{ source('tpch', 'nation') }}
