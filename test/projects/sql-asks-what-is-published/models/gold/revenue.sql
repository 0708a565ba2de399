{{ config(materialized='view') }}
select month, cast(amount as decimal(38, 2)) as amount from {{ ref('orders') }}
