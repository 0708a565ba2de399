select 'b' as name
