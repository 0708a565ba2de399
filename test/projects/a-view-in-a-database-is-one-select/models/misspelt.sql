select 1 as n fro m
