{{ config(schema='marts', alias='sold') }}
select 1 as n
