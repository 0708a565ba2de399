select * from {{ ref('heavy') }}
