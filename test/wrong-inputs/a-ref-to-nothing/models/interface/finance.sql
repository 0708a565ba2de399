select * from {{ ref('shop', 'revenu') }}
