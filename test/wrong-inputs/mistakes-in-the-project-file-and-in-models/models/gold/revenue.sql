-- "countries" may be in the folder that the project file misspells; "order" is in none.
select customer, sum(amount) as revenue
from {{ ref('order') }} join {{ ref('countries') }} using (customer)
group by customer
