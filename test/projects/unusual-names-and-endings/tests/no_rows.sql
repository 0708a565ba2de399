select * from {{ ref('reader') }} where "select" > 2; -- none
