select * from {{ ref('parts') }}
