select count(*) as n from {{ ref('times') }}
