-- An order after the as-of day would have a negative age. Returns such orders; give the run a later day then:
-- --vars '{as_of: 1998-12-31}'.
select order_key, order_date
from {{ ref('fct_orders') }}
where order_date > date '{{ var("as_of") }}'
