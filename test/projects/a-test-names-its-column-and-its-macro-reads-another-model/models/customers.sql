select 'a' as customer, 2 as visits
