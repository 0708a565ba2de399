select *
from {{ ref("order") }} join {{ ref('customers') }} using (customer)
