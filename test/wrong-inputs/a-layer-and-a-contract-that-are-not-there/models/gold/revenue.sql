{{ config(layer='golden') }}
select 1 as n
