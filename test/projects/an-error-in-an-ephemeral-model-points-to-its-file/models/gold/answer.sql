with input as (select * from {{ ref('doubled') }})
select * from input
