{% if execute %}{% do run_query("attach ':memory:' as other") %}{% endif %}
select 1 as n
