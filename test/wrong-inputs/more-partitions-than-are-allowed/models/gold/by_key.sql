select range as n, range % 7 as m from range(11)
