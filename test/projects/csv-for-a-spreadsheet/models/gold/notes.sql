select * from (values
    (1, '=1+1', -2.50),
    (2, '+49 30 1234', 0.00),
    (3, '-5', 1.25),
    (4, '- see below, "soon"', null),
    (5, '@ann', null),
    (6, ' =cmd()', null),
    (7, 'a=b', null),
    (8, null, null)
) as t(id, "=note", amount)
