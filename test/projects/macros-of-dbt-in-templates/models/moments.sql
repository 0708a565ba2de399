select
    {{ dbt.date_trunc('month', "date '2024-02-29'") }}::date as month,
    {{ dbt.dateadd('quarter', 1, "date '2024-01-31'") }}::date as later,
    {{ datediff("date '2024-01-06'", "date '2024-01-14'", 'week') }} as weeks,
    {{ dbt.datediff("date '2024-01-01'", "date '2024-03-01'", 'month') }} as months,
    {{ dbt.last_day("date '2024-02-03'", 'month') }} as last_day,
    {{ adapter.dispatch('right', 'dbt')("'abc'", 2) }} as tail,
    {{ dbt.current_timestamp() }} is not null as now
