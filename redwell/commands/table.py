"""The commands: names, flags and help. `redwell` and `invoke` are both made from this table.

It loads without the commands themselves: each one loads when it is called.
"""

from __future__ import annotations

from dataclasses import dataclass
from keyword import iskeyword


@dataclass(frozen=True, kw_only=True, slots=True)
class Flag:
    """A flag of a command.

    With a text as *default* it takes a text; with False, nothing; with a tuple, a text each time.
    """

    name: str
    help: str
    default: str | bool | tuple[str, ...] = ""
    choices: tuple[str, ...] = ()
    """The words that completion offers; the command itself refuses others."""

    @property
    def metavar(self) -> str:
        """The word for its value in a help text: DATE, FILING."""
        words = {"dask": "ADDRESS", **dict.fromkeys(("from", "fills", "rows", "amend"), "FILE")}
        return words.get(self.name, self.name.split("-")[-1].upper())

    @property
    def option(self) -> str:
        """The name of the field of the options of the command: sec_schema, from_."""
        name = self.name.replace("-", "_")
        return f"{name}_" if iskeyword(name) else name


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """A command. *argument* names the flag whose value may also stand alone: `redwell check FILING`."""

    name: str
    group: str
    summary: str
    """One sentence, which lists show."""
    details: str = ""
    examples: tuple[str, ...]
    flags: tuple[Flag, ...]
    argument: str = ""

    @property
    def module(self) -> str:
        """The name of its module in `redwell.commands`."""
        return f"{self.name}_" if iskeyword(self.name) else self.name

    @property
    def argument_flag(self) -> Flag | None:
        """The flag whose values may stand alone."""
        return next((flag for flag in self.flags if flag.name == self.argument), None)


FILINGS = Flag(
    name="filing",
    help="a filing, a folder, a client's name or a quoted pattern; repeatable (default: all filings)",
    default=(),
)
RECORD = Flag(
    name="filings",
    help="the folder of all filings, with one folder for each client (default: filings)",
    default="filings",
)
FORMAT = Flag(
    name="format",
    help="text, json, or github (annotations on a pull request) (default: text)",
    default="text",
    choices=("text", "json", "github"),
)
SHARD = Flag(name="shard", help="take only a share, e.g. 2/8: the second of eight machines")
DASK = Flag(
    name="dask",
    help="do the work in the Dask cluster with this scheduler, e.g. tcp://10.0.0.5:8786 (docs/scale.md)",
)
TODAY = Flag(name="today", help="the date to count due dates from, e.g. 2013-10-08 (default: today)")

WRITE, BUILD, REVIEW, FILE = "Write a filing", "Check and build", "Review a change", "Send to EDGAR"
SIGN = "Confirm and sign"
HISTORY = "What insiders own"
OWN = "Set up a firm's own repository"

COMMANDS = (
    Command(
        name="init",
        group=OWN,
        summary="Make a firm's own repository in this folder. Overwrites nothing.",
        details="Redwell is pinned in requirements.lock by its wheel and the SHA-256 of that.",
        examples=(
            "redwell init",
            "redwell init --forge gitlab",
            "redwell init --upgrade",
            "redwell init --upgrade | git apply",
        ),
        flags=(
            Flag(
                name="forge",
                help="github or gitlab (default: the host of origin, else github)",
                choices=("github", "gitlab"),
            ),
            Flag(
                name="wheel",
                help="the wheel to pin: a file, or its address with #sha256=HASH behind it "
                "(default: the one that this Redwell was installed from)",
            ),
            Flag(
                name="upgrade",
                help="show, as a diff, what this version would write differently; write nothing",
                default=False,
            ),
        ),
    ),
    Command(
        name="schema",
        group=OWN,
        summary="Renew the copy of the schemas in schemas/, which the editor reads.",
        details="redwell check never reads the copy: it has its own.",
        examples=("redwell schema",),
        flags=(),
    ),
    Command(
        name="templates",
        group=OWN,
        summary="List which templates are the firm's own; copy one of Redwell's to change it.",
        details="A file in templates/ replaces Redwell's of the same name: wording, looks, Word templates.",
        examples=(
            "redwell templates",
            "redwell templates copy form3/form3.css",
            "redwell templates diff form3/form3.css",
            "redwell templates keep form3/form3.css",
        ),
        flags=(
            Flag(
                name="do",
                help="copy, diff or keep, then the name of a template: make it yours, compare it with "
                "Redwell's, or note that yours takes Redwell's newer one into account",
                default=(),
                choices=("copy", "diff", "keep"),
            ),
        ),
        argument="do",
    ),
    Command(
        name="new",
        group=WRITE,
        summary="Create a new filing with comments, ready to fill in. Overwrites nothing.",
        examples=(
            'redwell new --client tecogen --owner "PANORA ROBERT A" --date 2013-10-01',
            "redwell new --from filings/tecogen/2013-10-01-panora-form3.yaml --date 2014-03-03",
            "redwell new --form 4 --fills fills.csv --from filings/acme/2026-05-04-doe-form3.yaml",
            "redwell new --form 4 --code S --from previous --client acme --date 2026-06-15",
            "redwell new --rows grants.csv --client acme --date 2026-06-10",
            "redwell new --form 5 --year 2026 --client acme",
            "redwell new --amend filings/acme/2026-05-04-doe-form3.yaml --line I.2",
            'redwell new --form 4 --code M --code F --client acme --owner "DOE JANE" --date 2026-06-15',
        ),
        flags=(
            Flag(name="client", help="the client's folder, e.g. tecogen"),
            Flag(name="owner", help='the reporting owner, as EDGAR writes the name, e.g. "PANORA ROBERT A"'),
            Flag(
                name="date",
                help="the date of event, e.g. 2013-10-01; of a Form 4 the day of the first transaction; of a "
                "Form 5 the end of the fiscal year",
            ),
            Flag(name="form", help="3, 4 or 5, or 3/A, 4/A or 5/A (default: 3)"),
            Flag(
                name="code",
                help="a transaction code, or S-to-cover: write the lines of such a transaction, to fill in. "
                "M, C, X and O: the shares in Table I, and in Table II what was exercised or converted; E "
                "and H: what expired in Table II; others: one line of Table I; repeatable",
                default=(),
                choices=("P", "S", "S-to-cover", "M", "F", "A", "G", *"CDEHIJLOUWXZ"),
            ),
            Flag(
                name="fills",
                help="a .csv file of trades, with the columns day, quantity, price and holder, or side (buy, "
                "sell): make the lines of a sale, or with --code P of a purchase",
            ),
            Flag(
                name="title",
                help="with --fills, --rows or --from: the class that was traded, e.g. Common Stock",
            ),
            Flag(
                name="owned",
                help='with --fills: what was owned before, e.g. 34000 or "By trust=34000" (default: as the '
                "earlier filings left it, with --from); repeatable",
                default=(),
            ),
            Flag(
                name="from",
                help="an earlier filing, or previous for the last one of --owner, by --date, in the folder "
                "of --client: take issuer, owners, signers and powers of attorney, and for a Form 4 or 5 "
                "what was owned",
            ),
            Flag(
                name="all",
                help="with --from, --rows or --year: write the positions of every class, not only of that "
                "which is traded",
                default=False,
            ),
            Flag(
                name="rows",
                help="a .csv file with the columns owner, number, price and note, e.g. the grants of an "
                "annual meeting: write a Form 4 for each owner, from the previous one (default: --code A)",
            ),
            Flag(
                name="year",
                help="with --form 5: gather what is left to report for the fiscal year that ends in this "
                "year, of each owner of --client, or of --owner",
            ),
            Flag(
                name="amend",
                help="a filing to amend: take its head, and its lines, to keep those that change",
            ),
            Flag(
                name="line",
                help="with --amend: write only this line, e.g. I.2, the second of Table I; repeatable",
                default=(),
            ),
            RECORD,
        ),
    ),
    Command(
        name="import",
        group=WRITE,
        summary="Convert a form from EDGAR to a YAML filing. Overwrites nothing.",
        examples=("redwell import form3.xml --out filings/linkedin",),
        flags=(
            Flag(
                name="from",
                help="an ownership XML or a complete submission text file, downloaded from EDGAR",
            ),
            Flag(
                name="out",
                help="the folder for the filing and its exhibits, e.g. filings/linkedin (default: print it)",
            ),
        ),
        argument="from",
    ),
    Command(
        name="preview",
        group=WRITE,
        summary="Show a filing in the browser while you type: the page is renewed at each save.",
        details="It shows the form as it will print, what it reports in the order of the SEC's viewer, the "
        "pages of the PDF, and the problems, each with a link to its line in your editor. Only this computer "
        "can open the page, and nothing is written. Ctrl-C ends it.",
        examples=(
            "redwell preview",
            "redwell preview 2026-05-04-doe-form3",
            "redwell preview acme --no-open --port 8000",
        ),
        flags=(
            Flag(
                name="filing",
                help="the filing, by its file or its name, or a client with one filing "
                "(default: the filing saved last, and then whichever is saved)",
            ),
            Flag(name="port", help="the port, e.g. 8000 (default: a free one)"),
            Flag(name="no-open", help="print the address, and open no browser", default=False),
            Flag(
                name="editor",
                help="the editor that a click on a line opens (default: vscode)",
                default="vscode",
                choices=("vscode", "vscodium", "cursor", "windsurf", "zed", "idea", "pycharm"),
            ),
            TODAY,
        ),
        argument="filing",
    ),
    Command(
        name="check",
        group=BUILD,
        summary="Check filings: errors, warnings, what is missing, and due dates. Makes no documents.",
        details="Results are kept in the cache of build/, if that folder exists: the next check is faster.",
        examples=(
            "redwell check",
            "redwell check acme --fix",
            "redwell check filings/acme/2026-05-04-doe-form3.yaml",
        ),
        flags=(
            FILINGS,
            RECORD,
            FORMAT,
            TODAY,
            SHARD,
            DASK,
            Flag(
                name="fix",
                help="first write the remedies that are certain into the filings, and show each edit",
                default=False,
            ),
            Flag(
                name="sec-schema",
                help="a folder with the SEC's XML Schemas: also check each filing's XML against them",
            ),
        ),
        argument="filing",
    ),
    Command(
        name="build",
        group=BUILD,
        summary="Make the documents of all filings that changed: build/<client>/<filing>/.",
        examples=(
            "redwell build",
            "redwell build acme",
            "redwell build --force --jobs 1",
            "redwell build --shard 2/8",
            "redwell build --compare build-before",
            "redwell build --verify",
        ),
        flags=(
            FILINGS,
            RECORD,
            Flag(name="out", help="the folder for the documents (default: build)", default="build"),
            Flag(
                name="jobs",
                help="how many filings to build at the same time (default: one for each processor)",
            ),
            Flag(name="force", help="rebuild every document, even if nothing changed", default=False),
            Flag(name="quiet", help="show only problems", default=False),
            FORMAT,
            TODAY,
            SHARD,
            DASK,
            Flag(
                name="compare",
                help="the folder of an earlier build: name what differs, filed filings first",
            ),
            Flag(
                name="verify",
                help="write nothing: tell whether the documents there are what the filings give",
                default=False,
            ),
        ),
        argument="filing",
    ),
    Command(
        name="open",
        group=BUILD,
        summary="Open a document of a filing with the viewer of this computer.",
        examples=(
            "redwell open",
            "redwell open 2026-05-04-doe-form3 --what docx",
            "redwell open acme --what folder",
        ),
        flags=(
            Flag(
                name="filing",
                help="the filing, by its file or its name, or a client with one filing "
                "(default: the filing built last)",
            ),
            Flag(
                name="what",
                help="pdf, docx, xml or folder (default: pdf)",
                default="pdf",
                choices=("pdf", "docx", "xml", "folder"),
            ),
        ),
        argument="filing",
    ),
    Command(
        name="docket",
        group=BUILD,
        summary="List what is due, by date: forms, statements, website, powers, plans, 16(b) windows.",
        details="All of it comes from the filings, and nothing is stored. By default it shows what is open, "
        "and what was done in the last 30 days (docs/docket.md).",
        examples=(
            "redwell docket",
            "redwell docket --issuer acme --year 2026",
            "redwell docket --format html > docket.html",
            "redwell docket --format ics > docket.ics",
        ),
        flags=(
            Flag(
                name="format",
                help="text, json, html (one page) or ics (a calendar) (default: text)",
                default="text",
                choices=("text", "json", "html", "ics"),
            ),
            Flag(name="issuer", help="only this issuer: its name, symbol, CIK or folder"),
            Flag(name="year", help="all of one year, e.g. 2026: by its days, and by its fiscal year"),
            Flag(name="all", help="all years, also what was done long ago", default=False),
            TODAY,
            RECORD,
        ),
    ),
    Command(
        name="review",
        group=REVIEW,
        summary="Show what a pull request changes in filings: amounts before, now, and the difference.",
        examples=("redwell review", "redwell review --base main --out review"),
        flags=(
            Flag(name="base", help="the revision to compare with (default: where this branch started)"),
            Flag(name="head", help="the revision to review (default: the working tree)"),
            Flag(
                name="format",
                help="markdown, html or json (default: a summary in a terminal, else markdown; "
                "with --out, all three)",
                choices=("markdown", "html", "json"),
            ),
            Flag(name="out", help="a folder for the review and its pictures (default: print it)"),
            Flag(
                name="others",
                help="if templates, wording or settings changed: how many unedited filings to render, "
                "a number or all (default: 25)",
            ),
            Flag(name="no-build", help="compare only the filings, not their documents", default=False),
            TODAY,
            Flag(
                name="jobs",
                help="1: render one revision after the other (default: both at the same time)",
            ),
        ),
    ),
    Command(
        name="redline",
        group=REVIEW,
        summary="Write redlines of a filing's documents: Word with tracked changes, and PDF. "
        "Overwrites nothing.",
        examples=("redwell redline filings/tecogen/2013-10-01-panora-form3.yaml --base main",),
        flags=(
            Flag(
                name="filing",
                help="the filing, by its newer name, e.g. filings/tecogen/2013-10-01-panora-form3.yaml",
            ),
            Flag(name="base", help="the older revision (default: where this branch started)"),
            Flag(name="head", help="the newer revision (default: the working tree)"),
            Flag(
                name="out",
                help="a folder for the redlines (default: build/<client>/<filing>-redline)",
            ),
        ),
        argument="filing",
    ),
    Command(
        name="comment",
        group=REVIEW,
        summary="Print a review as the comment of its request; gh or glab posts it (docs/review.md).",
        examples=("redwell comment --from review/review.json",),
        flags=(
            Flag(name="from", help="review.json, as redwell review writes it"),
            Flag(name="forge", help="github or gitlab (default: github)", default="github"),
            Flag(
                name="request",
                help="the number of the pull or merge request; it does not change the text",
            ),
            Flag(
                name="head",
                help="the full hash of the reviewed commit (default: the commit named in the review)",
            ),
            Flag(
                name="base",
                help="the full hash of the commit that the review must compare with (default: any)",
            ),
            Flag(name="files", help="a file that lists the files changed by the request, one per line"),
            Flag(name="run", help="the web address of the workflow run that made the review"),
            Flag(name="several", help="several requests have this commit as their newest", default=False),
            Flag(
                name="existing",
                help="the request already has a comment: print a text even if no filing changes",
                default=False,
            ),
        ),
    ),
    Command(
        name="confirm",
        group=SIGN,
        summary="Record that the insider confirmed what the form reports: write its confirmed: block.",
        details="This is the insider's own word, apart from the signature of an agent.",
        examples=('redwell confirm 2026-05-04-doe-form3 --by "Jane Doe" --how e-mail',),
        flags=(
            Flag(name="filing", help="the filing that was confirmed"),
            Flag(name="by", help="who confirmed it, first name first"),
            Flag(name="how", help="how: e-mail, telephone, signed copy"),
            Flag(name="date", help="the day of the confirmation, e.g. 2026-05-11 (default: today)"),
        ),
        argument="filing",
    ),
    Command(
        name="sign",
        group=SIGN,
        summary="Date a signature, and keep the fingerprint of what is signed. A later change is an error.",
        details="Signing again replaces the earlier signature. With --reauthorized-by, the earlier one "
        "stays, and reauthorized: says who agreed to the change.",
        examples=(
            'redwell sign 2026-05-04-doe-form3 --signer "Jane Doe"',
            'redwell sign 2026-05-04-doe-form3 --signer "Jo Roe" --reauthorized-by "Jane Doe" --how phone',
        ),
        flags=(
            Flag(name="filing", help="the filing that is signed"),
            Flag(name="signer", help="the person who signs, as the filing names that person under signer:"),
            Flag(name="date", help="the day of signing, e.g. 2026-05-12 (default: today)"),
            Flag(
                name="reauthorized-by",
                help="who agreed, on the day of --date, that the changed form goes out under that signature",
            ),
            Flag(name="how", help="with --reauthorized-by: how that person agreed, e.g. telephone"),
        ),
        argument="filing",
    ),
    Command(
        name="submission",
        group=FILE,
        summary="Write the EDGAR submission file, including the CCC. Sends nothing; "
        "--explain shows how to send it.",
        examples=(
            "redwell submission 2026-05-04-doe-form3 --test --out ~/doe-test.xml",
            "redwell submission --explain",
        ),
        flags=(
            Flag(name="filing", help="the filing to submit"),
            Flag(
                name="test",
                help="a test filing: EDGAR checks it and files nothing. Do this first",
                default=False,
            ),
            Flag(name="live", help="the real filing: asks you to type LIVE", default=False),
            Flag(
                name="out",
                help="the file to write, outside any git checkout, because it contains the CCC",
            ),
            Flag(name="part", help="the number of the part, for a filing sent in several parts"),
            Flag(name="htm", help="write Exhibit 24 as .htm (default: .txt)", default=False),
            Flag(name="yes-live", help="with --live: do not ask for confirmation", default=False),
            Flag(
                name="explain",
                help="print how to send the file, and write nothing",
                default=False,
            ),
        ),
        argument="filing",
    ),
    Command(
        name="filed",
        group=FILE,
        summary="Record that EDGAR accepted a filing: write its filed: block.",
        details="With --xml, first compare every fact with the document that EDGAR published, and write "
        "nothing if one differs.",
        examples=(
            "redwell filed 2026-05-04-doe-form3 --accession 0001209191-26-047456",
            "redwell filed 2026-05-04-doe-form3 --accession 0001209191-26-047455 --test",
            "redwell filed 2026-05-04-doe-form3 --accession 0001209191-26-047456 --xml ~/Downloads/form3.xml",
        ),
        flags=(
            Flag(name="filing", help="the filing that was accepted"),
            Flag(name="accession", help="its accession number, as EDGAR shows it"),
            Flag(
                name="date",
                help="its filing date on EDGAR, e.g. 2026-05-13 (default: that of --xml, or today)",
            ),
            Flag(
                name="xml",
                help="the ownership XML or the complete submission text file, downloaded from EDGAR",
            ),
            Flag(
                name="test",
                help="EDGAR accepted a test filing, which filed nothing: write tested: instead",
                default=False,
            ),
        ),
        argument="filing",
    ),
    Command(
        name="account",
        group=HISTORY,
        summary="Show what an insider owns and why: each position as a statement of all filings.",
        details="Without an owner or issuer it lists the accounts. Nothing is stored: filings state each "
        "balance, and the account shows where one does not go on from the one before.",
        examples=(
            "redwell account",
            'redwell account "DOE JANE M"',
            "redwell account doe --issuer acme --format html > account.html",
        ),
        flags=(
            Flag(name="owner", help="an owner: CIK, name or a part of it (default: all)"),
            Flag(name="issuer", help="an issuer: CIK, name, trading symbol or folder (default: all)"),
            Flag(
                name="format",
                help="text, json, csv or html (default: text)",
                default="text",
                choices=("text", "json", "csv", "html"),
            ),
            RECORD,
        ),
        argument="owner",
    ),
    Command(
        name="matching",
        group=HISTORY,
        summary="Ask about Section 16(b): purchases and sales less than six months apart.",
        details="It computes the most that the pairs can come to. Whether any of it is owed is a question "
        "for counsel.",
        examples=(
            'redwell matching "DOE JANE M"',
            'redwell matching doe --issuer acme --if "sell 500 at 41.44 on 2027-01-24"',
        ),
        flags=(
            Flag(name="owner", help="an owner: CIK, name or a part of it"),
            Flag(name="issuer", help="an issuer: CIK, name, trading symbol or folder (default: all)"),
            Flag(
                name="if",
                help='a trade under consideration, e.g. "sell 500 at 41.44 on 2027-01-24" or "buy 200 Class '
                'A Common Stock at 16 on 2027-02-01": what it would match, and until when',
            ),
            Flag(
                name="format", help="text or json (default: text)", default="text", choices=("text", "json")
            ),
            Flag(
                name="today",
                help="show the windows that are open on this day, e.g. 2026-12-05 (default: today)",
            ),
            RECORD,
        ),
        argument="owner",
    ),
)


def command(name: str) -> Command:
    """Return the command *name*, which must be in the table."""
    return next(each for each in COMMANDS if each.name == name)


def overview(program: str) -> str:
    """Return the list of the commands in groups, with a line each; *program* is `redwell` or `invoke`."""
    width = max(len(each.name) for each in COMMANDS)
    lines = [
        "Redwell: one YAML file per Section 16 filing, and every document of that filing.",
        "",
        f"  {program} COMMAND [FLAGS]",
    ]
    for group in dict.fromkeys(each.group for each in COMMANDS):
        lines += ["", group]
        lines += [
            f"  {each.name:{width}}  {_first(each.summary)}" for each in COMMANDS if each.group == group
        ]
    return "\n".join([*lines, "", f"{program} build --help explains one command, with an example.", ""])


def _first(summary: str) -> str:
    """Return the first sentence of a summary, which fits on one line of a terminal."""
    return summary.split(". ")[0].rstrip(".")
