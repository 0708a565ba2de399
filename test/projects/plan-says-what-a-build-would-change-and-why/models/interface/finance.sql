select revenue, region from {{ ref('revenue') }}
