{% if execute %}{% do run_query('create table if not exists marks (n int)') %}{% endif %}
select 1 as n
