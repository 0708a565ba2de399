{% macro cents(column) %}
{% if execute %}{{ exceptions.warn('cents loses fractions of ' ~ column) }}{% endif %}
select 1 as order_id, 250 as {{ column }}
{% endmacro %}
