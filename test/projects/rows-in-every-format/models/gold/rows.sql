select 1 as id, 'a "quoted", text' as name, null as nothing, true as flag, [1, 2] as list, {'a': 1} as struct,
    timestamp '2024-01-31 12:00:00' as at, 0.5::double as half
union all
select 2, e'two\nlines', null, false, [], {'a': 2}, null, 1e20
