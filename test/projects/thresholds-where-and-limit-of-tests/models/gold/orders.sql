select range as order_id, if(range < 6, null, 'ann') as customer, range % 2 as odd from range(10)
