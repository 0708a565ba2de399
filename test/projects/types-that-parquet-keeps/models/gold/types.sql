select 1::tinyint as tiny, 2::ubigint as big, 1.5::float as single, true as flag, 'x' as text, 'ab'::blob as bytes,
    date '2024-01-31' as day, time '12:30:00' as at, timestamp '2024-01-31 12:30:00' as ts,
    timestamptz '2024-01-31 12:30:00+00' as tz, interval 1 day as span, uuid '00000000-0000-0000-0000-000000000001' as id,
    [1, 2] as list, {'a': 1, 'b': 'x'} as pair, map {'k': 1} as lookup, 'small'::enum('small', 'large') as size, '[1]'::json as doc
