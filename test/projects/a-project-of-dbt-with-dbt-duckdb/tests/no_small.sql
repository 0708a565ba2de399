select * from {{ ref('big_orders') }} where amount < {{ var('least') }}
