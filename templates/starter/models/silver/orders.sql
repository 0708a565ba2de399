-- One row per payment that was kept.
select
    payment_id as order_key,
    customer,
    paid_at as order_date,
    {{ cents_to_money('amount_cents') }} as amount
from {{ ref('payments') }}
where status = 'paid'
