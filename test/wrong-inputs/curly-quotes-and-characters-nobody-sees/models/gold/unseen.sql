select 1 as n, 2 as amount​, 'US﻿' as country, 'می‌خواهم 👩‍🔧' as right_here
/* ‮ } elur a si siht { */
