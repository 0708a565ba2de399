{% macro total() -%}
    summ(amount)
{%- endmacro %}
