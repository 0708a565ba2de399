{% for m in ['b', 'c', 'd', 'e', 'f', 'g', 'h'] %}select '{{ m }}' as m, n from {{ ref(m) }}{{ ' union all ' if not loop.last }}{% endfor %}
