"""Make redlines of two revisions of a document: tracked changes in Word, and the same comparison as a PDF.

redlines.redline     a filing, two revisions -> files     both sides rendered by this Redwell
  | authors            whose changes they are, and when
  | package.tracked    two .docx -> one .docx               accept all: after; reject all: before
  |   | blocks           paragraphs, tables, rows, cells
  |   | paragraphs       words within a paragraph
  |   | changes          w:ins, w:del, and changes of format
  | comparison         two pages -> PDF                     in the look of the document
  |   | page             two XHTML pages -> one with <ins> and <del>
  v rows, words        pairs of rows and words: the same for Word and for PDF

No library does this well enough for a form made of tables. `docx-revisions` and `docx-trackdiff` do not
support rows; `jubarte-redlines` is AGPL; `docx-redline` does not run on Python 3.11. `python-redlines` is
exact, but runs 100 MB of .NET and pairs rows by place: it shows one person's signature as changed into
another's. The tests check this code with `docx-revisions` and LibreOffice.
"""
