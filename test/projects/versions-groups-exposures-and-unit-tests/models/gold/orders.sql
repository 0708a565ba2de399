select 1 as id, 0.10 as total
