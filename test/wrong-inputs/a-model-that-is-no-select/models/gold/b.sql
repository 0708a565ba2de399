attach 'x.db' as x
