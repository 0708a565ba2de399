{{ config(tags='nightly', meta={'owner': 'ann'}) }}
select * from {{ source('files', 'orders') }}
