{{ only_dev() }}
select 1 as n
