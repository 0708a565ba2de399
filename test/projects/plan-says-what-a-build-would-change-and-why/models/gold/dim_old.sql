select 1 as old_id
