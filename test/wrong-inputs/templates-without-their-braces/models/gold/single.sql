select * from { ref('orders') }
