{# An amount of money as a decimal of so many places, rounded half away from zero. Models keep money exact and unrounded;
   two places are for what people read. #}
{% macro money(expression, scale=2) -%}
    cast({{ expression }} as decimal(18, {{ scale }}))
{%- endmacro %}

{# Money for each of something, such as for each order: a decimal again, although a division gives a double.
   NULL when there is nothing to divide by. #}
{% macro average_money(amount, number) -%}
    {{ money(safe_divide(amount, number), 4) }}
{%- endmacro %}
