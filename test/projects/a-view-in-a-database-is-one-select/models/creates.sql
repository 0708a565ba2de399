create table escaped as select 1 as n
