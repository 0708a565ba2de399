{% set parents = ['orders', 'ordrs'] %}
{% for parent in parents %}
select customer from {{ ref(parent) }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
