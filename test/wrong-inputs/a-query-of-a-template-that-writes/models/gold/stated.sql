{% call statement('two') %}select 1; create table t as select 2{% endcall %}
select 1 as n
