select * from (values (1, 'Ada'), (2, 'Bob')) as t(person_id, name)
