create secret (type s3)
