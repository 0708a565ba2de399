{% set rows = run_query('select distinct country_id from ' ~ ref('orders') ~ ' order by 1') if execute else [] -%}
select 1 as one{% for row in rows %}, {{ row.country_id }} as c{{ row.country_id }}{% endfor %}
