{{ config(compression='zstd', tags='own') }}
select 1 as n
