select version from {{ ref('revenue') }}
