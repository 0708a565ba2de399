select * from {{ ref('orders') }} inner join (select 1 as id) as one using (order_nr)
