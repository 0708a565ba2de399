select count(*) as n from {{ ref('clock') }}
