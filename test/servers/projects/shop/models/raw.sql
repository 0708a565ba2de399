select 1 as amount {{ twice('x') }}
