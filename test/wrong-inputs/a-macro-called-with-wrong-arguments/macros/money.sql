{% macro cents(column, digits=2) %}({{ column }} * {{ 10 ** digits }})::bigint{% endmacro %}
{% macro total(column) %}sum({{ cents(column, digit=1) }}){% endmacro %}
