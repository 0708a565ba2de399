"""Prints what others make of the artifacts in a folder: dbterd's tables and their relations, dbt-coverage's documented columns."""

import json
import re
import subprocess
import sys
from pathlib import Path

folder = Path(sys.argv[1])
programs = Path(sys.executable).parent


def run(program: str, *arguments: str) -> None:
    subprocess.run([programs / program, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)


run("dbterd", "run", "--artifacts-dir", ".", "--target", "dbml", "--output", ".")
drawing = (folder / "output.dbml").read_text(encoding="utf-8")
run("dbt-coverage", "compute", "doc", "--run-artifacts-dir", ".", "--cov-report", "coverage.json")
coverage = json.loads((folder / "coverage.json").read_text(encoding="utf-8"))

print(
    json.dumps(
        {
            "tables": sorted(re.findall(r'^Table "([^"]+)"', drawing, re.MULTILINE)),
            "relations": sorted(re.findall(r'^Ref: "([^"]+)".* > "([^"]+)"', drawing, re.MULTILINE)),
            "columns": coverage["total"],
            "documented": coverage["covered"],
        }
    )
)
