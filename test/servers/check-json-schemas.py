"""Reads schemas and values from standard input; prints, for each value, what its schema has against it."""

import json
import sys

from jsonschema import Draft7Validator

given = json.load(sys.stdin)
for schema in given["schemas"].values():
    Draft7Validator.check_schema(schema)
validators = {name: Draft7Validator(schema) for name, schema in given["schemas"].items()}
problems = {
    each["file"]: [f"{list(error.path)}: {error.message[:200]}" for error in validators[each["schema"]].iter_errors(each["value"])]
    for each in given["values"]
}
json.dump(problems, sys.stdout)
