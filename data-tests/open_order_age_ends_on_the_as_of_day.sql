-- Ages are counted to the as-of day and not to the clock. Returns the rows that are not.
select date, customer_nation, avg_open_order_age
from {{ ref('finance_metrics') }}
where avg_open_order_age <> date_diff('day', date, date '{{ var("as_of") }}')
