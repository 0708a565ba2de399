{% materialization stamped, default %}
  {{ return({'relations': [this]}) }}
{% endmaterialization %}

{% materialization stamped, adapter='duckdb' %}
  {{ return({'relations': [this]}) }}
{% endmaterialization %}
