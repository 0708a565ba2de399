select a, b from {{ source('files', 'prices') }}
