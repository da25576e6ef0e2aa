"""A document of two revisions as lawyers compare them: real tracked changes in Word, and the same as a PDF.

desk.redline        a filing, two revisions -> files     each side built by its own code
  | authors           whose changes they are, and when
  | packages.tracked  two .docx -> one .docx               accept all: now; reject all: before
  |   | blocks          paragraphs, tables, rows, cells      which belong together (pairing, rows)
  |   | paragraphs      words within a paragraph
  |   | marks           w:ins, w:del, and changes of format
  v comparison.pdf    that .docx -> PDF                    deleted and inserted words where they stand

No library of today does this well enough for a form made of tables. `docx-revisions` and `docx-trackdiff`
know no rows; `jubarte-redlines` is AGPL, `docx-redline` not for Python 3.11. `python-redlines` is exact, but
runs 100 MB of .NET, and pairs rows by place: it shows one person's signature as changed into another's. Hence
this code on lxml; `docx-revisions` is a judge of it in the tests.
"""
