select {{ custmer }} as n, {{ 'a' | uper }} as m
