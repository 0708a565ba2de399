select sum(price) as revenue, '{{ env_var("REGION", "eu") }}' as region from {{ ref('orders') }}
