{{ config(partition_by='region') }}
select * from (values ('north', 1), ('south', 2), (null, 3)) as t(region, amount)
where amount <= {{ var('most', 3) }}
