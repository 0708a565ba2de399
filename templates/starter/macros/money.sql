{# Money is exact: a decimal, and never a float. #}
{% macro cents_to_money(column) -%}
    cast({{ column }} * 0.01 as decimal(18, 2))
{%- endmacro %}
