select 1 as "Order ID", 'x' as "a ""b""", 'é/%' as "Städte & more", 2 as "select"; -- the end
