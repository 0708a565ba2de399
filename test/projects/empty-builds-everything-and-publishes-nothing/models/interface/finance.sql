select country, total from {{ ref('totals') }}
