{{ config(partition_by=['day', 'code']) }}
select date '2024-01-01' as day, '007' as code, 1.50::decimal(9,2) as amount
union all
select date '2024-01-02', 'a/b=c d', 2.25
