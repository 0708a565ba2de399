with source as (
    select * from {{ ref('raw_orders') }}
),
renamed as (
    select id as order_id, amount from source
)
select * from renamed
