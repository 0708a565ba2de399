select 1::integer as id, 'x' as title, 1 as extra
