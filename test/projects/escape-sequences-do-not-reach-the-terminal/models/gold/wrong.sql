select [31mx, '‮abc' as y from missing
