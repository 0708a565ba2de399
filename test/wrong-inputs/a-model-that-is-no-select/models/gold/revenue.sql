copy (select 1) to 'lake/stolen.csv'
