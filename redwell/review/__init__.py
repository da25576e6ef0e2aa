"""What a pull request changes in ownership: two revisions of a repository compared, for whoever approves.

reviewing.review    two revisions -> Review (model), and pictures
  | read.repository   revisions -> Comparison              what changed, from git alone; exported into folders
  | read.looks        a filing on one side -> Look          read, checked, parsed
  | compare           two Looks -> FilingReview             holdings, facts, words, who signs, what is wrong
  | made              each side by its own code -> Output   documents, their hashes, pages as pictures
  v show              Review -> text                        Markdown, one HTML page, JSON, SARIF
forge               review.json -> one comment on a request
"""
