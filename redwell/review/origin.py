"""Tell which run of a forge made a review: a run of the request can be changed by the request."""

from __future__ import annotations

from collections.abc import Mapping

from redwell.review.model import Origin, Review


def origin(environ: Mapping[str, str]) -> Origin | None:
    """Return the run of GitHub or GitLab with this environment; None outside of a run."""
    if address := environ.get("CI_JOB_URL"):
        return Origin(
            run=address, recipe=environ.get("CI_CONFIG_PATH", ""), commit=environ.get("CI_COMMIT_SHA")
        )
    number, repository = environ.get("GITHUB_RUN_ID"), environ.get("GITHUB_REPOSITORY")
    if not (number and repository):
        return None
    server = environ.get("GITHUB_SERVER_URL", "https://github.com")
    return Origin(
        run=f"{server}/{repository}/actions/runs/{number}",
        recipe=environ.get("GITHUB_WORKFLOW_REF", "").removeprefix(f"{repository}/"),
        commit=environ.get("GITHUB_WORKFLOW_SHA"),
    )


def readme(review: Review) -> str:
    """Return the text that lies beside the files of a run; empty if no run made them."""
    made = review.origin
    if made is None:
        return ""
    facts = {
        "run": made.run,
        "recipe": made.recipe,
        "commit of it": made.commit,
        "Redwell": dict(review.versions).get("redwell"),
        "reviewed": review.head.commit,
        "compared with": review.base.commit,
    }
    lines = "".join(f"  {name:<15}{value}\n" for name, value in facts.items() if value)
    return (
        "A run of the request itself made these files, and the documents beside them.\n\n"
        f"{lines}\n"
        "The request can change that recipe: whoever may push to it could have made other files of\n"
        "these names. Approve what the request changes, and file what a build of the main branch makes.\n"
    )
