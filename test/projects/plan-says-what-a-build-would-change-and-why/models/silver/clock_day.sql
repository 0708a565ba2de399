select moment::date as day from {{ ref('clock') }}
