select * from 'profiles.yml'
