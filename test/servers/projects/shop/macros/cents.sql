{% macro cents(column, digits=2) %}
  {%- if false %}{{ twice(column) }}{% endif %}{{ adapter.dispatch('rounded')(column, digits) }}
{%- endmacro %}

{% macro default__rounded(column, digits) %}round({{ column }}, {{ digits }}){% endmacro %}
{% macro twice(x) %}{{ return('') }}{% endmacro %}
{% test positive(model, column_name) %}select * from {{ model }} where {{ column_name }} < 0 {{ shop.twice(1) }}{% endtest %}
