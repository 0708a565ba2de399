{{ config(hugeint='bigint') }}
select sum(n) as total from (select 1 as n)
