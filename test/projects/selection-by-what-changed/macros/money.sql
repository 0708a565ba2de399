{% macro cents(column) %}({{ column }} * 100){% endmacro %}
{% macro total(column) %}sum({{ cents(column) }}){% endmacro %}
