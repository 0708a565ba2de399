select
    {{ rate('eur') }} as n
