insert into main.good values (1) returning *
