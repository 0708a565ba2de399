select
    {{ dbt.concat(["'a'", dbt.string_literal('b')]) }} as both,
    {{ dbt.hash('1') }} as hash,
    cast(1 as {{ dbt.type_string() }}) as text,
    cast(1 as {{ type_numeric() }}) as number,
    {{ dbt.split_part("'a-b'", "'-'", 2) }} as part,
    '{{ model.config.materialized }}' as kind
