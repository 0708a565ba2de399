{# Counts the rows of a model. #}
{% macro row_count(model, times=1) %}
    {% do log('Counting ' ~ model, info=true) %}
    {% do log('for the log file only') %}
    {% set rows = run_query('select count(*) from ' ~ ref(model)) %}
    {% for _ in range(times) %}{% do print(model ~ ': ' ~ rows.columns[0].values()[0]) %}{% endfor %}
{% endmacro %}

{% macro published() %}
    {% for row in run_query('select name from gold.people order by name') %}{% do print(row.name) %}{% endfor %}
{% endmacro %}

{% macro write_notes() %}
    {% do run_query('create or replace table main.notes as select 1 as id') %}
    {% do print(run_query('select count(*) from main.notes').columns[0].values()[0] ~ ' note') %}
{% endmacro %}

{% macro copy_out() %}{% do run_query("copy (select 1) to 'lake/x.csv'") %}{% endmacro %}

{% macro secret() %}{% do run_query("create /* s3 */ secret s (type s3)") %}{% endmacro %}

{% macro stop(why) %}{% do exceptions.raise_compiler_error('Stopped: ' ~ why) %}{% endmacro %}
