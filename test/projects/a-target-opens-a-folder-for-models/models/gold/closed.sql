select n from read_csv('data/../other/b.csv')
