{{ config(partition_by=['text'], enabled=var('wrong', false)) }}
select '__HIVE_DEFAULT_PARTITION__' as text, 1 as id
