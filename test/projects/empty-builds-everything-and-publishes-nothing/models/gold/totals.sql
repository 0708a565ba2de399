select countries.country, count(*) as prices, sum(b)::bigint as total from {{ ref('countries') }} as countries join {{ ref('doubled') }} as p on p.a = countries.id group by all
