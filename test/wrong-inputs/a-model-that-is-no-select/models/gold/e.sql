install httpfs
