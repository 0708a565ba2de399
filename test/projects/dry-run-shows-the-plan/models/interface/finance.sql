select * from {{ ref('by_country') }}
