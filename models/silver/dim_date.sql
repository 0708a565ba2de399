-- One row per day from calendar_from to calendar_to.
with days as (
    select cast(range as date) as calendar_date
    from range(
        date '{{ var("calendar_from") }}',
        date '{{ var("calendar_to") }}' + interval 1 day,
        interval 1 day
    )
)

select
    calendar_date,
    cast(year(calendar_date) as integer) as calendar_year,
    cast(quarter(calendar_date) as integer) as calendar_quarter,
    cast(month(calendar_date) as integer) as calendar_month,
    monthname(calendar_date) as month_name,
    cast(isoyear(calendar_date) as integer) as iso_year,
    cast(week(calendar_date) as integer) as iso_week,
    cast(day(calendar_date) as integer) as day_of_month,
    cast(isodow(calendar_date) as integer) as day_of_week,
    dayname(calendar_date) as day_name,
    isodow(calendar_date) >= 6 as is_weekend,
    {{ first_of('month', 'calendar_date') }} as month_start,
    {{ first_of('quarter', 'calendar_date') }} as quarter_start,
    {{ first_of('year', 'calendar_date') }} as year_start
from days
