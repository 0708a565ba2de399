{% macro only_dev() %}
    {% if target.name == 'dev' %}
        {{ exceptions.raise_compiler_error("Not in " ~ target.name ~ ".") }}
    {% endif %}
{% endmacro %}
