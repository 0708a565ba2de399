select id, 3 as x from {{ ref('base') }}
