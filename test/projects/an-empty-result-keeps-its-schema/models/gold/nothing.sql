select 1::integer as id, 2.5::decimal(12,4) as amount, date '2024-01-01' as day where false
