
  {{ config(tags=['daily']) }}
select id from {{ ref('customers') }} where {{ always() }}

