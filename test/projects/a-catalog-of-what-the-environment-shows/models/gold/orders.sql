select id, label, cast(1.5 as decimal(15,2)) as price from {{ ref('labels') }}
