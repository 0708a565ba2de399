select * from {{ ref('orders') }}
-- join {{ ref('gone') }} using (customer)
