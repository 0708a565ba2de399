{{ cents('amount') }}
