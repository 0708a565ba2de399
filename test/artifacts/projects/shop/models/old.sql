{{ config(enabled=false) }} select * from {{ ref('customers') }}
