"""Review what a request changes in filings: compare two revisions of a repository.

review.review       two revisions -> Review (model), and pictures
  | git.repository    revisions -> Comparison               the files that changed
  | load.side         a revision -> Side                    its files in a folder, its templates and settings
  | load.look         a filing on one side -> Look          read, checked, parsed
  | account.previous  a new filing -> the owner's previous one
  | compare           two Looks -> FilingReview
  |   | changes         two filings -> [Change]             one walk; rows matched by content (rows)
  |   v holdings, facts, texts, signers, problems, regressions, headline, tasks    views of the changes
  | rendering.both    both sides -> Rendered                every document, by this Redwell
  | outputs, pictures two Rendered -> Output, ReviewPage    hashes, words, changed pages with frames
  v formats           Review -> text                        Markdown, one HTML page, JSON
comment             review.json -> the text of one comment on a request
"""
