{% macro keep_a_copy() %}
  {% if execute %}
    {% do run_query("copy (select 1 as n) to 'lake/copy.parquet'") %}
  {% endif %}
{% endmacro %}
