{# A quotient, or NULL when there is nothing to divide by. A double: for rates, not for money. #}
{% macro safe_divide(numerator, denominator) -%}
    ({{ numerator }}) / nullif({{ denominator }}, 0)
{%- endmacro %}

{# So many percent of the whole. NULL when the whole is 0. A double. #}
{% macro percentage(part, whole) -%}
    100 * {{ safe_divide(part, whole) }}
{%- endmacro %}

{# A percentage as people read it: two places. #}
{% macro displayed_percentage(expression) -%}
    cast({{ expression }} as decimal(9, 2))
{%- endmacro %}

{# Growth from before to now in percent. NULL when there was nothing before. A double. #}
{% macro growth(now, before) -%}
    {{ percentage(now ~ ' - ' ~ before, before) }}
{%- endmacro %}
