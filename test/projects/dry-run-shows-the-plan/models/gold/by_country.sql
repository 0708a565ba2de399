{{ config(partition_by='code') }}
select code, count(*) as n from {{ ref('countries') }} group by code
