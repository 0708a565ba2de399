{{ config(materialized=var('as', 'view')) }} select 1 as n
