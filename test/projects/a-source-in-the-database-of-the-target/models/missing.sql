select * from {{ source('main', 'typo') }}
