{% macro cent(n) %}{{ n }}{% endmacro %}
