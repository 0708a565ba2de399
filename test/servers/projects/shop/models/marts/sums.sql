{{ config(meta={'o': 1}, docs={'node_color': 'red'}) }} select o.amount, r.amount as b from {{ ref('orders') }} o join {{ ref('raw') }} r using (amount) join {{ ref('people') }} p on true
