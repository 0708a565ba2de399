-- depends_on: {{ ref('people') }}
{%- call statement('totals', fetch_result=true) %}
select count(*) from {{ ref('people') }}
{% endcall %}
{%- do log('people: ' ~ (load_result('totals')['data'][0][0] if execute else '?'), info=execute) %}
select
    '{{ shout("hello") }}' as greeting,
    {%- for country in countries() %}
    sum({{ cents('amount') }}) filter (where country = '{{ country }}')::bigint as {{ country }},
    {%- endfor %}
    {{ shop.cents('1.5') }} as one_fifty
from {{ ref('people') }}
