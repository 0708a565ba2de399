select * from {{ source('files', 'prices') }}
