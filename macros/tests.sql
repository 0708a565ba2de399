{# The sum of a column equals the sum of an expression over another model: nothing is lost, and nothing counted twice. #}
{% test sum_equals(model, column_name, to, expression) %}
select actual.total as actual, expected.total as expected
from (select sum({{ column_name }}) as total from {{ model }}) as actual
cross join (select sum({{ expression }}) as total from {{ to }}) as expected
where actual.total is distinct from expected.total
{% endtest %}

{# Text of fixed length arrives padded with blanks from PostgreSQL; above bronze there are none left, and no empty text. #}
{% test no_padding(model, column_name) %}
select {{ column_name }}
from {{ model }}
where {{ column_name }} <> trim({{ column_name }}) or {{ column_name }} = ''
{% endtest %}

{# A foreign key of several columns: together they are those of a row of another model. Rows with a NULL in them are not tested. #}
{% test relationships_combination(model, columns, to, fields) %}
select {% for column in columns %}child.{{ column }}{{ ', ' if not loop.last }}{% endfor %}

from {{ model }} as child
where true{% for column in columns %} and child.{{ column }} is not null{% endfor %}

and not exists (
    select 1
    from {{ to }} as parent
    where true{% for column in columns %} and parent.{{ fields[loop.index0] }} = child.{{ column }}{% endfor %}

)
{% endtest %}

{# For singular tests: the rows that one of two CTEs (of the same columns) has and the other has not. #}
{% macro differences(actual, expected) -%}
select 'unexpected' as problem, * from (select * from {{ actual }} except all select * from {{ expected }})
union all
select 'missing' as problem, * from (select * from {{ expected }} except all select * from {{ actual }})
{%- endmacro %}
