{% import "http://example.com/macros.sql" as more %}
select 1 as n
