{% macro duckdb__type_string() %}varchar{% endmacro %}
