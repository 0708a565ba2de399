select range as n, {{ var('n', 1) }} as version from range(3)
