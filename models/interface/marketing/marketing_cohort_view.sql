-- One row per cohort (customers by the month of their first order) and month since.
with cohorts as (
    select
        cohort_month,
        months_since_first_order,
        cohort_size,
        active_customer_count,
        order_count,
        total_revenue,
        retention_rate
    from {{ ref('marketing_by_cohort') }}
)

select
    cohort_month,
    months_since_first_order,
    cohort_size,
    active_customer_count,
    {{ displayed_percentage('100 * retention_rate') }} as retention_percentage,
    order_count,
    {{ money('total_revenue') }} as revenue
from cohorts
