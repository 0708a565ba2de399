{% test is_even(model, column_name, also=0) %}
    select {{ column_name }} as value, {{ also }} as also
    from {{ model }}
    where {{ column_name }} % 2 <> {{ also }}
{% endtest %}

{% test not_null(model, column_name) %}
    select 'mine' as whose from {{ model }} where {{ column_name }} is null
{% endtest %}
