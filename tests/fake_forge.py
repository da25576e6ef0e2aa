"""Stands for `gh` and `glab` in tests: answers from the files of a folder, and records every call.

`FAKE_FORGE` names the folder. `GET projects/7/notes` is answered from `GET projects.7.notes.json`, a list of
pages where the call says --paginate. Writing calls answer nothing. An endpoint without a file is a 404.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

WITH_VALUE = {"--method", "--jq", "-f", "-F", "--field"}
ALONE = {"--paginate", "--silent"}


def main() -> None:
    """Answer one call."""
    tool, (command, *arguments) = Path(sys.argv[0]).name, sys.argv[1:]
    given: dict[str, list[str]] = {}
    endpoint = ""
    rest = iter(arguments)
    for argument in rest:
        if argument in WITH_VALUE:
            given.setdefault(argument, []).append(next(rest))
        elif argument in ALONE:
            given[argument] = []
        elif argument.startswith("-") or endpoint:
            sys.exit(f"{tool}: {argument} is unknown to this forge")
        else:
            endpoint = argument
    if command != "api" or not os.environ.get({"gh": "GH_TOKEN", "glab": "GITLAB_TOKEN"}[tool]):
        sys.exit(f"{tool}: not logged in, or not a call to the API")
    fields = dict(field.split("=", 1) for name in ("-f", "-F", "--field") for field in given.get(name, ()))
    for name, value in fields.items():
        fields[name] = Path(value[1:]).read_text("utf-8") if value.startswith("@") else value
    (method,) = given.get("--method", ["POST" if fields else "GET"])
    answer(Path(os.environ["FAKE_FORGE"]), method, endpoint, fields, given)


def answer(
    folder: Path, method: str, endpoint: str, fields: dict[str, str], given: dict[str, list[str]]
) -> None:
    """Record the call and print what the forge answers."""
    path = endpoint.partition("?")[0]
    with (folder / "calls").open("a", encoding="utf-8") as calls:
        calls.write(json.dumps([method, path, fields]) + "\n")
    if method != "GET":
        return
    file = folder / f"GET {path.replace('/', '.')}.json"
    if not file.exists():
        sys.stdout.write('{"message": "404 Not found"}')
        sys.exit("404 Not found")
    whole = file.read_text("utf-8")
    for text in map(json.dumps, json.loads(whole)) if "--paginate" in given else [whole]:
        for program in given.get("--jq", ()):
            # As gh does by its own jq: strings without their quotes.
            text = subprocess.run(
                ["jq", "-r", program], input=text, capture_output=True, text=True, check=True
            ).stdout
        # In pieces: one large write does not fail if its reader ends early.
        for start in range(0, len(text), 1 << 20):
            sys.stdout.write(text[start : start + (1 << 20)])


if __name__ == "__main__":
    main()
