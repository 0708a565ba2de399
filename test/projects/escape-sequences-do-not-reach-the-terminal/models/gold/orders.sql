select chr(27) || '[31mred' as note, 1 as "co[31ml"
