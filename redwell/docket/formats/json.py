"""Write a docket as JSON; docs/docket.md lists its keys."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from redwell.docket.docket import Docket
from redwell.docket.duties import Delinquent, Duty, Tenure


def json_text(docket: Docket) -> str:
    """Return the docket as indented JSON."""
    view = docket.view
    content = {
        "today": view.today.isoformat(),
        "filings": docket.filings,
        "left_out": docket.left_out,
        "duties": [_duty(each) for each in docket.duties],
        "item_405": [_delinquent(each) for each in docket.delinquents],
        "insiders": [_tenure(each) for each in docket.insiders],
        "unread": [*docket.unread],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _duty(duty: Duty) -> dict[str, Any]:
    return {
        "kind": duty.kind,
        "date": _day(duty.date),
        "if_closed": _day(duty.if_closed),
        "is_known": duty.date is not None and duty.if_closed is None,
        "calendar_as_of": _day(duty.as_of),
        "until_10_pm": duty.is_at_ten,
        "group": duty.group,
        "state": duty.state,
        "standing": duty.standing,
        "title": duty.title,
        "form": duty.form or None,
        "owners": [*duty.owners],
        "issuer": {"name": duty.issuer.name, "cik": duty.issuer.cik, "trading_symbol": duty.issuer.symbol},
        "fiscal_year": _day(duty.fiscal_year),
        "kept_until": _day(duty.kept_until),
        "file": duty.filing or None,
        "notes": [*duty.notes],
    }


def _tenure(found: Tenure) -> dict[str, Any]:
    return {
        "name": found.insider.name,
        "cik": found.insider.cik or None,
        "first": _day(found.first),
        "last": _day(found.last),
        "left": _day(found.left),
        "has_form_3": found.has_first_form,
        "file": found.filing,
    }


def _delinquent(found: Delinquent) -> dict[str, Any]:
    return {
        "issuer": {"name": found.issuer.name, "cik": found.issuer.cik},
        "fiscal_year": _day(found.year),
        "owner": found.owner,
        "late_reports": len(found.late),
        "late_transactions": found.late_lines,
        "not_recorded_as_filed": len(found.open),
        "not_recorded_transactions": found.open_lines,
        "reports": [
            {
                "what": each.what,
                "file": each.filing,
                "due": _day(each.due),
                "filed": _day(each.filed),
                "transactions": each.transactions,
            }
            for each in found.reports
        ],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
