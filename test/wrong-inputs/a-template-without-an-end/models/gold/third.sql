select '{{ forever(0) }}' as n
