{% macro rate(currency) -%}
    {{ {'eur': 1}[currency].value.cents }}
{%- endmacro %}
