-- depends_on: {{ ref('orders') }}
select 1 as n
{% for name in customers() %}, '{{ name }}' as c{{ loop.index }}{% endfor %}
