select * from {{ ref('child') }} cross join {{ ref('sound') }}
