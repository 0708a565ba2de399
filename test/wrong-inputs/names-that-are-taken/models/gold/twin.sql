{{ config(alias='revenue') }}
select 1 as n
