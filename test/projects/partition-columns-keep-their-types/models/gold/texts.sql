select unnest([null, '', 'NULL', 'null', 'Null', 'a/b', 'a=b', '..', '.', '%2F', '%', 'ä€😀', 'a b', '"q"', 'it''s', E'tab\tx', E'line\nx',
  '*', '[a]', '?', 'A', 'a', 'a.', 'a:b', E'\\', '#', '&', '+', ' lead', 'trail ', 'true', '1', '2024-01-01']) as text
