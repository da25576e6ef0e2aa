"""The text of `redwell submission --explain`: the steps of sending a submission file by hand.

Sources: the ownership specification [S]; secondary pages and practice [2], which EDGAR may have changed.
"""

STEPS = """\
Send a submission by hand: Redwell writes the file and sends nothing.

Steps marked [2] come from secondary sources, and we have not tried them. If your screen differs, follow the
screen, and tell us.

Before the first one
  a. The sender needs a Login.gov account, enrolled in EDGAR Next as account administrator or user of the
     reporting owner, or of a filer to whom the owner has delegated. [2]
  b. Each owner's CCC: on the EDGAR Filer Management dashboard. [2] Keep it in the keyring of your system:
       keyring set redwell 0001234567        (the CIK, in ten digits; asks for the CCC and does not show it)
  c. Write contact_name, contact_phone, contact_email and notification_emails in pyproject.toml under
     [tool.redwell].

First as a test
  1. redwell check FILING            nothing may be missing
  2. redwell submission FILING --test --out ~/NAME-test.xml
     A filing in parts: one file for each, with --part 1, --part 2 and so on.
  3. Sign in with Login.gov at https://www.onlineforms.edgarfiling.sec.gov, find the page that transmits a
     ready-made ("filer-constructed") ownership XML submission, and choose the file. [2]
  4. EDGAR answers with an accession number at once; whether the content was accepted comes later, by e-mail
     to the contact and the notification addresses and in the list of submissions.
       ACCEPTED    as a test: nothing was filed, and nothing becomes public. To keep its number:
                   redwell filed FILING --accession NUMBER --test
       SUSPENDED   nothing was filed: the message names what EDGAR refused. Correct the YAML, not this file,
                   and begin at 1. A wrong CCC is reported the same way.
     The record of a test is kept for about two days, of a suspended one for six: save the message. [2]

Then live
  5. Before or at the time of filing, each signer signs authentication.pdf (from redwell build), by hand or
     electronically. Before a signer first signs electronically, that signer must sign an attestation by hand.
     Keep authentication.pdf for five years; keep the attestation while it is in use and for seven years after
     (Rule 302(b) of Regulation S-T).
  6. redwell submission FILING --live --out ~/NAME-live.xml
     It asks you to type LIVE; --yes-live skips the question.
  7. Send it as in step 3, by 10 p.m. Eastern on the day it is due. An accepted filing cannot be withdrawn:
     correct it by an amendment. A SUSPENDED filing is not filed, no matter when it was sent.
  8. Record it, with the XML that EDGAR publishes, which is compared with what was built:
       redwell filed FILING --accession 0001234567-26-000001 --xml FILE
  9. Delete both files: they hold the CCC. A signal or a crash leaves no other file with it; only where the
     system knows no file without a name, such as macOS, can `kill -9` or a loss of power leave a file
     .redwell-*.part beside --out: delete that too. If somebody else may have seen a CCC, replace it on
     the Filer Management dashboard. [2]
"""
