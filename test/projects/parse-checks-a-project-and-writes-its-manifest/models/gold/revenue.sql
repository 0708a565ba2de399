select amount from {{ ref("payments") }}
