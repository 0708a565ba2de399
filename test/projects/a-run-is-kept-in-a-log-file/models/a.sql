{{ log('the word is ' ~ var('word', 'none'), info=true) }}
select 1 as n
