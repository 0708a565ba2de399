select {{ cents('n') }} as n
