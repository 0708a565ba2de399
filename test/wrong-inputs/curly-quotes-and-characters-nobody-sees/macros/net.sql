{% macro net(column) %}
    {{ column }} * 0.81­
{% endmacro %}
