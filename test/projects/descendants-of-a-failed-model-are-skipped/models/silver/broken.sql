select 1 / 'x' as n
