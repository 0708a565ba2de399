{# A score from 1 to 5, five groups of equal size, the last in the order being the best. Equal values get equal scores. #}
{% macro quintile(order_by) -%}
    cast(1 + floor(5 * (rank() over (order by {{ order_by }}) - 1) / count(*) over ()) as integer)
{%- endmacro %}
