"""Reads the artifacts in a folder with dbt's JSON schemas and a parser that refuses unknown fields; prints what is wrong."""

import importlib.resources
import json
import sys
from pathlib import Path

from dbt_artifacts_parser import parser
from jsonschema import Draft202012Validator

folder = Path(sys.argv[1])
schemas = importlib.resources.files("artifact_parser") / "dbt" / "resources"
readers = {
    "manifest.json": ("manifest/manifest_v12.json", parser.parse_manifest_v12),
    "run_results.json": ("run-results/run-results_v6.json", parser.parse_run_results_v6),
    "sources.json": ("sources/sources_v3.json", parser.parse_sources_v3),
    "catalog.json": ("catalog/catalog_v1.json", parser.parse_catalog_v1),
}

for name, (schema, parse) in readers.items():
    content = json.loads((folder / name).read_text(encoding="utf-8"))
    validator = Draft202012Validator(json.loads((schemas / schema).read_text(encoding="utf-8")))
    for error in validator.iter_errors(content):
        print(name, "/".join(map(str, error.absolute_path)), error.message[:200])
    try:
        parse(content)
    except ValueError as error:
        print(name, str(error)[:2000])
