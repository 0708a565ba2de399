select 1 as id, 'somebody who buys every day' as kind
