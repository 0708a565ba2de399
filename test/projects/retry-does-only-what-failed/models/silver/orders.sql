select cast({{ var('id', 'null') }} as integer) as id from {{ ref('fine') }}
