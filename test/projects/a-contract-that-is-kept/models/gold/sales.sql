select 1::bigint as id, 'x' as name
