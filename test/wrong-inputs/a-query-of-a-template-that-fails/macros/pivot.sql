{% macro customers() %}
  {% if execute %}
    {% set found = run_query('select distinct custmer from ' ~ ref('orders')) %}
    {{ return(found.columns[0].values()) }}
  {% endif %}
  {{ return([]) }}
{% endmacro %}
