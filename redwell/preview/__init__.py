"""Show a filing in a browser while it is typed, and renew the page whenever a file of it is saved.

watch     saved files -> rounds
  | sheet   Entry -> Sheet        check, the pages of its documents as HTML, signers, due date
  | facts   Filing -> FactSheet   what it reports, in the order of the SEC's viewer
  | account Sheet -> TouchedAccount the positions that it touches, a moment after the form
  | page    Sheet -> Message      the parts of the page
  | drawn   the pages of a PDF    in a process of their own, only while they are looked at
  v server  Message -> browser    on 127.0.0.1, under a secret address; it reads and writes no file
"""
