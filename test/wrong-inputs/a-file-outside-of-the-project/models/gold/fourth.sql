{% do run_query("copy (select 1) to '/tmp/stolen.csv'") %}
select getenv('HOME') as n
