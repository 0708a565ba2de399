{% set rows = run_query("select content from read_text('/etc/passwd')") %}
select 1 as n
