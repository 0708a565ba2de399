{% test has_rows_in(model, other, by) %}
select m.*
from {{ model.schema }}.{{ model.identifier }} as m
left join {{ ref(other) }} as o using ({{ by }})
where o.{{ by }} is null or o.{{ by }} in (select name from {{ ref('blocked') }})
{% endtest %}
