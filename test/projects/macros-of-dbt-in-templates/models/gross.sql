select {{ pricing.gross('1') }} as gross
