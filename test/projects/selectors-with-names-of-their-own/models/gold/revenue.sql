{{ config(tags=['nightly', 'money']) }}
select sum(amount)::bigint as revenue from {{ ref('orders') }}
