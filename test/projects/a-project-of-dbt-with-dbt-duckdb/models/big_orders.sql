{{ config(materialized='table', meta={'owner': 'ann'}) }}
select * from {{ ref('stg_orders') }} where amount >= {{ var('least') }}
{% if is_incremental() %}
and order_id > (select max(order_id) from {{ this }})
{% endif %}
