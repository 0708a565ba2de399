{% if execute -%}
    {% do log('for those who look closely') -%}
    {% do log('for everybody', info=true) -%}
    {% do print('what was asked for') -%}
    {% do exceptions.warn('look here') -%}
{% endif -%}
select 1 as id
