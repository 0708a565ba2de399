{% test looks_right(model, column_name) %}
select id, city, {{ column_name }} as found from {{ model }} where id = 2
{% endtest %}
