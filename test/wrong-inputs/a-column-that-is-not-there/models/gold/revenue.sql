with input as (
    select customr, amount
    from {{ ref('orders') }}
)
select customr, sum(amount) as revenue from input group by all
