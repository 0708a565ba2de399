select city as name, md5(email) as email, phone from {{ ref('customers') }}
