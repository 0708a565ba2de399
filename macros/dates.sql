{# "Today", which a run is given: never the clock, so that it can be repeated. #}
{% macro as_of() -%}
    date '{{ var("as_of") }}'
{%- endmacro %}

{# First day of the `month`, `quarter` or `year` a day is in. #}
{% macro first_of(unit, day) -%}
    cast(date_trunc('{{ unit }}', {{ day }}) as date)
{%- endmacro %}
