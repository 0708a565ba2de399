(select text from {{ ref('texts') }} except all select text from {{ ref('by_text') }})
union all
(select text from {{ ref('by_text') }} where kind = 'NULL' except all select text from {{ ref('texts') }})
