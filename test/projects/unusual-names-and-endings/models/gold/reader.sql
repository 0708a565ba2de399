/* first */ -- second
from {{ ref('2024 sales-über') }} -- no select; needed
