select * from {{ source('crm', 'order') }}
