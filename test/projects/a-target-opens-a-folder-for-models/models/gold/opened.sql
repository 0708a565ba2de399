select cast(sum(n) as bigint) as n from read_csv('data/a.csv')
