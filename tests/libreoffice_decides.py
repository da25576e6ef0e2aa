"""Check that LibreOffice accepts and rejects the redlines of a folder to the right words, and print others.

Run it by a Python that has `uno`.

The folder holds `0.before.docx`, `0.now.docx`, `0.redline.docx`, and so on. Prints a line for each. Each
`name.shown.docx` becomes `name.shown.pdf`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

PIPE = "pipe,name=redwell{};urp"


def property_of(name: str, value: Any) -> Any:
    """Return a setting as LibreOffice takes it."""
    from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]

    found = PropertyValue()
    found.Name, found.Value = name, value
    return found


def office_of(pipe: str) -> Any:
    """Return the running LibreOffice, which takes a while to start."""
    import uno  # type: ignore[import-not-found]

    local = uno.getComponentContext()
    ask = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(120):
        try:
            return ask.resolve(f"uno:{pipe};StarOffice.ComponentContext")
        except uno.getClass("com.sun.star.connection.NoConnectException"):
            time.sleep(0.25)
    raise SystemExit("LibreOffice does not answer")


def converted(office: Any, path: Path, suffix: str, command: str = "", **settings: str) -> Path:
    """Save a document as another kind of file, after *command*."""
    make = office.ServiceManager.createInstanceWithContext
    desktop = make("com.sun.star.frame.Desktop", office)
    document = desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, (property_of("Hidden", True),))
    if command:
        frame = document.CurrentController.Frame
        make("com.sun.star.frame.DispatchHelper", office).executeDispatch(frame, command, "", 0, ())
    out = path.with_suffix(suffix)
    document.storeToURL(out.as_uri(), tuple(property_of(*each) for each in settings.items()))
    document.close(True)
    return out


def text_of(office: Any, path: Path, command: str = "") -> list[str]:
    """Return the lines of a document after *command*, without those that are empty.

    LibreOffice keeps the paragraph that ends a section of columns, also where the section is gone.
    """
    out = converted(office, path, ".txt", command, FilterName="Text (encoded)", FilterOptions="UTF8")
    # LibreOffice puts this sign into a row that is new and empty, so that it can track it.
    text = out.read_text("utf-8").replace("\N{ZERO WIDTH JOINER}", "")
    return [line for line in text.splitlines() if line]


def main(folder: Path) -> None:
    """Print for each redline whether both sides come back."""
    # Of its own for each process: two workers may ask at the same time.
    pipe = PIPE.format(os.getpid())
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--norestore", f"--accept={pipe};"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        office = office_of(pipe)
        for n in range(len(list(folder.glob("*.redline.docx")))):
            made = folder / f"{n}.redline.docx"
            accepted = text_of(office, made, ".uno:AcceptAllTrackedChanges")
            rejected = text_of(office, made, ".uno:RejectAllTrackedChanges")
            is_now = accepted == text_of(office, folder / f"{n}.now.docx")
            is_before = rejected == text_of(office, folder / f"{n}.before.docx")
            sys.stdout.write(f"{n} accept {is_now} reject {is_before}\n")
        for path in folder.glob("*.shown.docx"):
            converted(office, path, ".pdf", FilterName="writer_pdf_Export")
    finally:
        running.terminate()
        running.wait(30)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
