# The same commands as npm's, for people with make. TARGET=prod picks a target of profiles.yml.
.PHONY: run-pipeline test up down bench

run-pipeline: # install, compile, and run the TPC-H pipeline
	npm run pipeline --silent -- $(if $(TARGET),--target $(TARGET))

test: # install what the tests need, and run them
	npm test --silent

up: # start PostgreSQL and an S3 server (Docker)
	docker compose up --detach --wait

down: # stop them; their data stays
	docker compose down

bench: # measure
	npm run bench --silent
