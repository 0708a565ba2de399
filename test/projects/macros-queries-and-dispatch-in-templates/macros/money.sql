{% macro cents(column) -%}
    round({{ column }} * 100)::bigint
{%- endmacro %}

{% macro shout(text) %}{{ return(adapter.dispatch('shout')(text)) }}{% endmacro %}
{% macro default__shout(text) %}{{ text }}{% endmacro %}
{% macro duckdb__shout(text) %}{{ text | upper }}!{% endmacro %}

{% macro countries() %}
    {% set found = run_query('select distinct country from ' ~ ref('people') ~ ' order by country') %}
    {% if execute %}
        {{ return(found.columns[0].values()) }}
    {% else %}
        {{ return([]) }}
    {% endif %}
{% endmacro %}
