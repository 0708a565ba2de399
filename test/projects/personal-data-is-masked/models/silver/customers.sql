select id, name, email as Email, phone, city from {{ ref('people') }}
