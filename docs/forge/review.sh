#!/bin/sh
# Check, build and review what this branch changes, on any machine and for any forge: run it in the repository.
#   docs/forge/review.sh BASE OUT [INVOKE]
# BASE is a branch or a commit, e.g. refs/remotes/origin/main, which no tag can stand for; OUT is the folder for
# review.html, review.md and review.json. Without INVOKE, ./setup makes it first. This runs the Redwell of the branch
# that you are on. The exit code is 1 where the check, the build or the review failed.
set -u
base=${1:?a branch or a commit to compare with, e.g. origin/main}
out=${2:?a folder for the review, e.g. review}
invoke=${3:-}
if [ -z "$invoke" ]; then
    ./setup || exit 1
    invoke=.venv/bin/invoke
fi
failed=0
# Attributes could make git write other files than those that are reviewed.
if git ls-files filings templates | grep -qE '(^|/)\.gitattributes"?$'; then
    echo "filings/ and templates/ must not hold a .gitattributes: remove it" >&2
    failed=1
fi
"$invoke" check || failed=1
"$invoke" build --quiet || failed=1
"$invoke" review --base "$base" --head HEAD --out "$out" || failed=1
exit "$failed"
