select 1 as n, null as nothing
