select customer from {{ ref('orders') }}
where sum(amount) > 3
group by customer
