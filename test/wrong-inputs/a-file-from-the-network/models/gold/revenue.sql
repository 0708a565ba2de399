select * from read_parquet('http://169.254.169.254/latest/meta-data')
