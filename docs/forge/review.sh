#!/bin/sh
# Check, build and review what this branch changes, on any machine and for any forge: run it in the repository.
#   docs/forge/review.sh BASE OUT [REDWELL]
# BASE is a branch or a commit, e.g. refs/remotes/origin/main, which no tag can stand for; OUT is the folder for
# review.html, review.md and review.json. Without REDWELL, it is the one in .venv, which ./setup makes first in Redwell's
# own repository. The exit code is 1 where the check, the build or the review failed.
set -u
base=${1:?a branch or a commit to compare with, e.g. origin/main}
out=${2:?a folder for the review, e.g. review}
redwell=${3:-.venv/bin/redwell}
if [ -z "${3:-}" ] && [ ! -x "$redwell" ]; then
    ./setup || exit 1
    redwell=.venv/bin/invoke
fi
failed=0
# Attributes could make git write other files than those that are reviewed.
if git ls-files filings templates | grep -qE '(^|/)\.gitattributes"?$'; then
    echo "filings/ and templates/ must not hold a .gitattributes: remove it" >&2
    failed=1
fi
"$redwell" check || failed=1
"$redwell" build --force --quiet || failed=1
"$redwell" review --base "$base" --head HEAD --out "$out" || failed=1
exit "$failed"
