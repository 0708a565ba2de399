"""Makes random projects from seeds and asks dbt's own selection what random expressions mean in them.

usage: dbt-selection.py <folder> <projects> <expressions> <first seed>

Below the folder, every project has a folder of its own, with `expected.json`: expressions and the ids that dbt selects, and what
dbt keeps of the project's selectors. `state/manifest.json` is of the project as it was before some of its files changed; as such it is in
`project-<seed>-before`.
"""

import json
import os
import random
import shutil
import sys
from argparse import Namespace
from pathlib import Path

from dbt.cli.main import dbtRunner
from dbt.compilation import Linker
from dbt.config.selectors import selector_config_from_data
from dbt.contracts.state import PreviousState
from dbt.flags import set_flags
from dbt.graph import Graph
from dbt.graph.cli import parse_difference
from dbt.graph.selector import NodeSelector

TAGS = ["nightly", "core", "pii", "nightly_x"]
FOLDERS = ["raw", "mart", "mart/core_marts", "mart/core_marts/deep", "ops"]
GROUPS = ["sales", "people"]
MODES = ["eager", "eager", "cautious", "buildable", "empty"]


def words(rng, pool, most):
    return rng.sample(pool, rng.randint(0, most))


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def make_project(root, seed):
    """Files of a project, and the words that expressions about it may use."""
    rng = random.Random(seed)
    write(root / "dbt_project.yml", json.dumps(project_file(rng)))
    write(root / "profiles.yml", json.dumps({"shop": {"target": "dev", "outputs": {"dev": {"type": "duckdb", "path": ":memory:"}}}}))
    names = [f"{rng.choice(['stg', 'fct', 'dim'])}_{i}" for i in range(rng.randint(6, 14))]
    sources = {f"src_{i}": [f"t{j}" for j in range(rng.randint(1, 3))] for i in range(rng.randint(1, 2))}
    seeds = [f"seed_{i}" for i in range(rng.randint(1, 2))]
    for name in seeds:
        write(root / "seeds" / f"{name}.csv", "id\n1\n")
    readable = [f"source('{s}', '{t}')" for s, ts in sources.items() for t in ts] + [f"ref('{s}')" for s in seeds]
    properties = {f: {"version": 2, "models": [], "unit_tests": []} for f in FOLDERS}
    plain = []
    without_meta = []
    for name in names:
        folder = rng.choice(FOLDERS)
        read = rng.sample(readable, rng.randint(1, min(3, len(readable))))
        body = " union all ".join(f"select id from {{{{ {call} }}}}" for call in read)
        if rng.random() < 0.3:
            body += rng.choice([" where {{ outer('id') }}", " where {{ inner('id') }} > 0", "{% if execute %}{{ outer('id') }}{% endif %}"])
        config = rng.choice(["", "{{ config(materialized='table', tags=['core']) }}\n", "{{ config(meta={'owner': 'ann', 'deep': {'level': 'x'}}) }}\n"])
        if "meta" not in config:
            without_meta.append(name)
        model = {"name": name, "config": model_config(rng), "columns": [{"name": "id", "data_tests": column_tests(rng, plain)}]}
        if rng.random() < 0.25:
            versions = rng.sample([1, 2, 3], rng.randint(1, 3))
            model["versions"] = [{"v": v, **({"config": {"tags": ["pii"]}} if rng.random() < 0.4 else {})} for v in versions]
            model["latest_version"] = rng.choice(versions)
            for v in versions:
                write(root / "models" / folder / f"{name}_v{v}.sql", config + body)
                readable.append(f"ref('{name}', v={v})")
        else:
            write(root / "models" / folder / f"{name}.sql", config + body)
            plain.append(name)
        readable.append(f"ref('{name}')")
        properties[folder]["models"].append(model)
        if rng.random() < 0.25:
            properties[folder]["unit_tests"].append({"name": f"ut_{name}", "model": name, "given": [], "expect": {"rows": [{"id": 1}]}})
    for folder, content in properties.items():
        write(root / "models" / folder / f"{folder.replace('/', '_')}.yml", json.dumps(content))
    exposures = [f"board_{i}" for i in range(rng.randint(0, 2))]
    write(root / "models" / "all.yml", json.dumps({
        "version": 2,
        "groups": [{"name": g, "owner": {"email": "a@example.com"}} for g in GROUPS],
        "sources": [{"name": s, "tables": [{"name": t, "config": {"tags": words(rng, TAGS, 1)}, "columns": [{"name": "id", "data_tests": ["not_null"]}]} for t in ts]} for s, ts in sources.items()],
        "exposures": [{"name": e, "type": "dashboard", "owner": {"email": "a@example.com"}, "depends_on": rng.sample(readable, 2), "tags": words(rng, TAGS, 1)} for e in exposures],
    }))
    write(root / "macros" / "own.sql", "{% macro inner(c) %}\n  {{ c }} + 1\n{% endmacro %}\n\n{% macro outer(c) %}{% if execute %}{{ inner(c) }}{% endif %} > 0{% endmacro %}\n")
    singular = [f"check_{i}" for i in range(rng.randint(0, 2))]
    for name in singular:
        calls = rng.sample(readable, 2)
        write(root / "tests" / rng.choice(["", "sums"]) / f"{name}.sql", " union all ".join(f"select id from {{{{ {c} }}}}" for c in calls))
    return {"names": names, "sources": sources, "seeds": seeds, "exposures": exposures, "singular": singular, "without_meta": without_meta}


def project_file(rng):
    models = {"shop": {"mart": {"+tags": ["nightly"], "+materialized": rng.choice(["table", "view"])}, "ops": {"+group": rng.choice(GROUPS)}}}
    models["shop"]["raw"] = {"+persist_docs": {"relation": True, "columns": True}}
    return {"name": "shop", "version": "1.0", "profile": "shop", "models": models, "seeds": {"shop": {"+tags": words(rng, TAGS, 1)}}}


def model_config(rng):
    config = {"tags": words(rng, TAGS, 2)}
    if rng.random() < 0.3:
        config["group"] = rng.choice(GROUPS)
    if rng.random() < 0.3:
        config["access"] = rng.choice(["public", "protected"])
    if rng.random() < 0.1:
        config["enabled"] = True
    return config


def column_tests(rng, plain):
    tests = words(rng, ["not_null", "unique", {"accepted_values": {"arguments": {"values": [1, 2]}, "config": {"severity": "warn", "tags": ["pii"]}}}], 2)
    if plain and rng.random() < 0.4:
        tests.append({"relationships": {"arguments": {"to": f"ref('{rng.choice(plain)}')", "field": "id"}}})
    return tests


def edit(path, change):
    value = json.loads(path.read_text())
    change(value)
    path.write_text(json.dumps(value))


def change_project(root, rng, project):
    """Changes some files as people do."""
    files = sorted((root / "models").rglob("*.sql"))
    properties = sorted(path for path in (root / "models").rglob("*.yml") if path.name != "all.yml")

    def models(change):
        return lambda: [edit(path, lambda value: [change(model) for model in value["models"] if rng.random() < 0.4]) for path in properties]

    def config(key, value):
        return models(lambda model: model["config"].update({key: value}))

    def column(change):
        return models(lambda model: change(model["columns"][0]))

    def source(change):
        return lambda: edit(root / "models" / "all.yml", lambda value: change(rng.choice(value["sources"])))

    def exposure(change):
        return lambda: edit(root / "models" / "all.yml", lambda value: [change(each) for each in value["exposures"]])

    def append(path, text):
        path.write_text(path.read_text() + text)

    def macro(old, new):
        path = root / "macros" / "own.sql"
        path.write_text(path.read_text().replace(old, new))

    changes = [
        lambda: append(rng.choice(files), "\n-- changed"),
        lambda: append(rng.choice(files), "\n\n"),
        lambda: write(root / "models" / "ops" / "brand_new.sql", "select 1 as id"),
        lambda: append(root / "seeds" / "seed_0.csv", "2\n"),
        lambda: macro("+ 1", "+ 2"),
        lambda: macro("> 0", ">= 0"),
        lambda: append(root / "macros" / "own.sql", "{% macro other() %}{% endmacro %}\n"),
        config("tags", ["changed"]),
        # dbt compares the meta of a model's own file alone, where there is one.
        models(lambda model: model["config"].update({"meta": {"changed": True}}) if model["name"] in project["without_meta"] else None),
        config("materialized", "table"),
        models(lambda model: model["config"].update({"alias": f"{model['name']}_changed"}) if "versions" not in model else None),
        config("access", "public"),
        config("contract", {"enforced": True}),
        models(lambda model: model.update({"description": "Changed."})),
        column(lambda each: each.update({"description": "Changed."})),
        column(lambda each: each.update({"data_type": "integer"})),
        column(lambda each: each["data_tests"].append({"not_null": {"name": "own_name", "config": {"severity": "warn"}}}) if rng.random() < 0.1 else None),
        lambda: [edit(path, lambda value: [each.update({"expect": {"rows": [{"id": 2}]}}) for each in value["unit_tests"]]) for path in properties],
        source(lambda each: each.update({"schema": "elsewhere"})),
        source(lambda each: each["tables"][0].update({"identifier": "other"})),
        source(lambda each: each["tables"][0].update({"description": "Changed."})),
        source(lambda each: each["tables"][0].setdefault("config", {}).update({"meta": {"changed": 1}})),
        source(lambda each: each["tables"][0].setdefault("config", {}).update({"tags": ["changed"]})),
        exposure(lambda each: each.update({"url": "https://example.com/changed"})),
        exposure(lambda each: each.update({"tags": ["changed"]})),
        lambda: edit(root / "dbt_project.yml", lambda value: value["models"]["shop"]["mart"].update({"+materialized": "view"})),
    ]
    for change in rng.sample(changes, rng.randint(1, 6)):
        change()


STATES = ["new", "old", "modified", "unmodified", "modified.body", "modified.configs", "modified.persisted_descriptions", "modified.relation", "modified.macros", "modified.contract"]


def pattern(rng, word):
    at = rng.randint(0, len(word))
    return rng.choice([word, word, word, word[:at] + "*", "*" + word[at:], word[: max(0, at - 1)] + "?" + word[at:], word[:at] + "[a-z0-9]" + word[at + 1 :]])


def criterion(rng, project):
    names = project["names"]
    name = rng.choice(names)
    leaf = rng.choice(FOLDERS)
    source = rng.choice(list(project["sources"]))
    others = project["exposures"] + project["singular"] + project["seeds"]
    value = rng.choice([
        lambda: pattern(rng, name),
        lambda: rng.choice([f"{name}.v1", f"{name}_v2", f"{name}.v*", f"{name}.v3"]),
        lambda: pattern(rng, rng.choice(others)),
        lambda: rng.choice(["", "fqn:"]) + rng.choice(["", "shop."]) + pattern(rng, leaf.replace("/", ".")),
        lambda: f"fqn:{pattern(rng, leaf.replace('/', '.') + '.' + name)}",
        lambda: f"tag:{pattern(rng, rng.choice(TAGS))}",
        lambda: rng.choice(["path:", ""]) + rng.choice([f"models/{leaf}", f"models/{leaf}/*", "models/*/core_marts", f"models/**/{name}.sql", f"models/{leaf}/{leaf.replace('/', '_')}.yml", "seeds/*.csv", "tests/**"]),
        lambda: rng.choice([f"file:{pattern(rng, name)}", f"{name}.sql", f"file:{name}_v1.sql", "file:all", "file:*.csv"]),
        lambda: f"source:{rng.choice([pattern(rng, source), source + '.t0', source + '.*', 'shop.' + source + '.t?', 'shop.*.*'])}",
        lambda: f"exposure:{rng.choice(['*', 'board_0', 'shop.board_?'])}",
        lambda: f"unit_test:{rng.choice(['*', 'ut_' + name, 'shop.ut_*'])}",
        lambda: f"group:{pattern(rng, rng.choice(GROUPS))}",
        lambda: f"access:{rng.choice(['public', 'protected', 'private'])}",
        lambda: f"version:{rng.choice(['latest', 'old', 'prerelease', 'none'])}",
        lambda: rng.choice(["config.materialized:table", "config.materialized:view", "config.materialized:seed", "config.materialized:test", "config.tags:core", "config.meta.owner:ann", "config.meta.deep.level:x", "config.enabled:TRUE", "config.severity:WARN", "config.severity:error", "config.group:sales", "config.nothing:x", "config.contract.enforced:false", "config.access:public"]),
        lambda: f"resource_type:{rng.choice(['model', 'seed', 'source', 'test', 'exposure', 'unit_test', 'snapshot'])}",
        lambda: f"test_type:{rng.choice(['generic', 'singular', 'unit', 'data', 'schema'])}",
        lambda: f"test_name:{rng.choice(['not_null', 'un*', 'relationships', 'ut_*', 'accepted_values'])}",
        lambda: f"package:{rng.choice(['shop', 'this', 'sh*', 'other'])}",
        lambda: "nothing_like_it",
        lambda: f"state:{rng.choice(['modified', *STATES])}",
        lambda: f"state:{rng.choice(['modified', *STATES])}",
        lambda: f"selector:{rng.choice([*project['selectors'], 's[' + ''.join(each[1] for each in project['selectors']) + ']'])}" if project["selectors"] else name,
    ])()
    front = rng.choice(["", "", "", "+", "1+", "2+", "@"])
    back = "" if front == "@" else rng.choice(["", "", "", "+", "+1", "+2"])
    return front + value + back


def keyed(rng, project):
    """A criterion in keys of its own."""
    text = criterion(rng, project).lstrip("@+0123456789").split("+")[0]
    method, _, value = text.partition(":") if ":" in text else ("path" if "/" in text else "fqn", "", text)
    if rng.random() < 0.4:
        return {method: value}
    rule = {"method": method, "value": value}
    for direction in ["parents", "children"]:
        if rng.random() < 0.3:
            rule[direction] = True
            if rng.random() < 0.5:
                rule[f"{direction}_depth"] = rng.randint(0, 3)
    if rng.random() < 0.2 and "children" not in rule:
        rule["childrens_parents"] = True
    if rng.random() < 0.3:
        rule["indirect_selection"] = rng.choice(MODES)
    return rule


def rule(rng, project, depth):
    if depth == 0 or rng.random() < 0.4:
        return criterion(rng, project) if rng.random() < 0.5 else keyed(rng, project)
    items = [rule(rng, project, depth - 1) for _ in range(rng.randint(1, 3))]
    if rng.random() < 0.4:
        items.insert(rng.randint(0, len(items)), {"exclude": [rule(rng, project, depth - 1) for _ in range(rng.randint(1, 2))]})
    return {rng.choice(["union", "union", "intersection"]): items}


def selectors(rng, project):
    """A `selectors.yml`, whose selectors name those before them."""
    found = []
    for number in range(4):
        project["selectors"] = [each["name"] for each in found]
        definition = rule(rng, project, rng.choice([0, 1, 2, 2]))
        if isinstance(definition, dict) and "method" in definition and rng.random() < 0.5:
            definition["exclude"] = [rule(rng, project, 1)]
        entry = {"name": f"s{number}", "definition": definition}
        if rng.random() < 0.3:
            entry["description"] = "Some of the project."
        if number == 0 and rng.random() < 0.3:
            entry["default"] = True
        found.append(entry)
    return {"selectors": found}


def expression(rng, project):
    def union(most):
        return " ".join(",".join(criterion(rng, project) for _ in range(rng.choice([1, 1, 1, 2, 2, 3]))) for _ in range(rng.randint(1, most)))

    if rng.random() < 0.15:
        return {"select": [], "exclude": [], "selector": f"s{rng.randint(0, 3)}", "indirect": rng.choice(MODES)}
    return {
        "select": [] if rng.random() < 0.05 else [union(3)],
        "exclude": [union(2)] if rng.random() < 0.3 else [],
        "indirect": rng.choice(MODES),
    }


def selected(manifest, graph, previous, named, wanted):
    set_flags(Namespace(INDIRECT_SELECTION=wanted["indirect"], WARN_ERROR=False, WARN_ERROR_OPTIONS=None, state_modified_compare_more_unrendered_values=True))
    known = selector_config_from_data(named)
    selector = NodeSelector(graph, manifest, include_empty_nodes=True, selectors=known, previous_state=previous)
    if "selector" in wanted:
        spec = known[wanted["selector"]]["definition"]
    else:
        spec = parse_difference(wanted["select"] or None, wanted["exclude"] or None)
    return sorted(selector.get_selected(spec, warn_on_no_nodes=False))


def parse(root, *options):
    os.chdir(root)
    parsed = dbtRunner().invoke(["--quiet", "--no-send-anonymous-usage-stats", "parse", "--no-partial-parse", "--profiles-dir", ".", *options])
    if not parsed.success:
        raise SystemExit(f"{root.name}: {parsed.exception}")
    return parsed.result


def main(folder, projects, expressions, first):
    for seed in range(first, first + projects):
        root = Path(folder) / f"project-{seed}"
        before = Path(folder) / f"project-{seed}-before"
        make_project(before, seed)
        parse(before)
        project = make_project(root, seed)
        (root / "state").mkdir()
        shutil.copy(before / "target" / "manifest.json", root / "state" / "manifest.json")
        change_project(root, random.Random(f"changes of {seed}"), project)
        rng = random.Random(f"selectors of {seed}")
        named = selectors(rng, project)
        write(root / "selectors.yml", json.dumps(named))
        project["selectors"] = [each["name"] for each in named["selectors"]]
        manifest = parse(root, "--no-write-json")
        previous = PreviousState(Path("state"), Path("target"), root)
        linker = Linker()
        linker.link_graph(manifest)
        rng = random.Random(f"expressions of {seed}")
        states = [{"select": [f"state:{state}"], "exclude": [], "indirect": "empty"} for state in STATES]
        asked = states + [expression(rng, project) for _ in range(expressions - len(states))]
        answers = [{**wanted, "ids": selected(manifest, Graph(linker.graph), previous, named, wanted)} for wanted in asked]
        (root / "expected.json").write_text(json.dumps({"answers": answers, "selectors": manifest.selectors}))


main(sys.argv[1], *map(int, sys.argv[2:5]))
