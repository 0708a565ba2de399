select * from {{ ref('finance') }}
