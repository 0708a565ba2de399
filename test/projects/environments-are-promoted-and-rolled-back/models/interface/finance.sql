select revenue {{ var('more', '') }} from {{ ref('revenue') }}
