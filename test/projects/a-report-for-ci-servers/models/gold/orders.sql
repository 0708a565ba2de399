select * from (values (1, 'a <b> & "c"'), (1, null)) as t(order_id, note)
