"""What a pull request changes in ownership: two revisions of a repository compared, for whoever approves.

repository.compared  revisions -> Comparison            which files changed, from git alone
  | repository.export  tree -> a folder of its own        nothing of the working tree is touched
  | looks.look         a filing on one side -> Look       read, checked, parsed
  | holdings, facts, words, signers -> FilingReview       what is reported before, now, and the difference
  | built, pictures    each side by its own code          documents, their hashes, their pages
  v markdown, page, data, sarif                           for a comment, a browser, a program, a scanner
"""
