{% test emptied(model) %}
delete from {{ model }}
{% endtest %}
