select upper(customer) as customer from {{ ref('names') }}
