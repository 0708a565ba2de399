select * from 's3://lake/p/../other/x.parquet'
