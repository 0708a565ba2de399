{{ config(partition_by=['IS_OPEN', 'price', 'moment', 'code']) }}
select range % 2 = 0 as is_open, (range / 4)::decimal(18, 3) as price, timestamp '2024-01-01 10:00:00.5' + to_hours(range::int) as moment,
  case when range > 0 then range end as code, range as id
from range(3)
