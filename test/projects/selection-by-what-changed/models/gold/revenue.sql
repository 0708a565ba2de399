{{ config(tags=['nightly', 'money']) }}
select {{ total('amount') }}::bigint as revenue from {{ ref('orders') }}
