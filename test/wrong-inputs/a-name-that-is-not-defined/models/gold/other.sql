{% set customer = 'ann' %}
select {{ customr.name }} as n
