{{ keep_a_copy() }}
select 1 as n
