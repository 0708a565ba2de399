{{ config(partition_by=['a', 'b'], enabled=var('wrong', false)) }}
select 1 as a, 2 as b
