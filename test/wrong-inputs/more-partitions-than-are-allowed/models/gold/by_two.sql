{{ config(partition_by=['m', 'n'], max_partitions=20) }}
select range % 3 as m, range % 7 as n, range as value from range(100)
