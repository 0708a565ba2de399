select * from {{ ref('lonely') }}
