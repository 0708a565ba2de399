select 1 as n
{% for i in range(1000000000) %}{% for j in range(1000000000) %}{% set x = i * j %}{% endfor %}{% endfor %}
