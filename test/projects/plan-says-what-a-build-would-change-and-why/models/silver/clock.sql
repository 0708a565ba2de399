select now() as moment
