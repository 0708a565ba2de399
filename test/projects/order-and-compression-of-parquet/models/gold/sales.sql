{{ config(order_by='n desc', compression='snappy', row_group_size=2048) }}
select range as n from range(5)
