select '{{ ref.__proto__ }}{{ ("x" | attr("constructor")) }}' as n
