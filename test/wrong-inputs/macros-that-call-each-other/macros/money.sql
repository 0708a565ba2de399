{% macro net(column) %}{{ rounded(column) }} * 0.81{% endmacro %}

{% macro rounded(column) %}round({{ net(column) }}, 2){% endmacro %}
