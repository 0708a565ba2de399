{{ config(materialized='parquet') }}
select * from (values ('1998-01', 1.50), ('1998-02', 12345678901234567.25)) as t(month, amount)
