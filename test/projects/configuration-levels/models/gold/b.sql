select sum(n) as n from {{ ref('a') }}
