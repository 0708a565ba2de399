select * from {{ ref('light') }}
