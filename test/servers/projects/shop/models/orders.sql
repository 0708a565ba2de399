select {{ cents('1') }} as amount
