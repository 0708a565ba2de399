{% macro twice() %}{% endmacro %}
{% macro twice() %}{% endmacro %}
