select {{ var('n', 1) }} as version, {{ var('value', 7) }} as value
