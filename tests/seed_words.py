"""The words of the seed on paper, in their order; a box that is ticked says X."""

SEED_WORDS = """
FORM 3
UNITED STATES SECURITIES AND EXCHANGE COMMISSION Washington, D.C. 20549
OMB APPROVAL OMB Number: 3235-0104 Estimated average burden hours per response... 0.5
INITIAL STATEMENT OF BENEFICIAL OWNERSHIP OF SECURITIES
Filed pursuant to Section 16(a) of the Securities Exchange Act of 1934
or Section 30(h) of the Investment Company Act of 1940
(Print or Type Responses)
1. Name and Address of Reporting Person * PANORA ROBERT A (Last) (First) (Middle)
55 CLIFTON ST. (Street) CAMBRIDGE, MA 02140 (City) (State) (Zip)
2. Date of Event Requiring Statement (Month/Day/Year) 10/01/2013
3. Issuer Name and Ticker or Trading Symbol TECOGEN INC. [TGEN]
4. Relationship of Reporting Person(s) to Issuer (Check all applicable)
Director 10% Owner X Officer (give title below) Other (specify below) COO and President
5. If Amendment, Date Original Filed (Month/Day/Year)
6. Individual or Joint/Group Filing (Check Applicable Line)
X Form filed by One Reporting Person Form filed by More than One Reporting Person
Table I - Non-Derivative Securities Beneficially Owned
1. Title of Security (Instr. 4) 2. Amount of Securities Beneficially Owned (Instr. 4)
3. Ownership Form: Direct (D) or Indirect (I) (Instr. 5)
4. Nature of Indirect Beneficial Ownership (Instr. 5)
Common Stock 163,350 D
Reminder: Report on a separate line for each class of securities beneficially owned directly or indirectly.
SEC 1473 (7-02)
Persons who respond to the collection of information contained in this form are not required to respond
unless the form displays a currently valid OMB control number.
Table II - Derivative Securities Beneficially Owned
(e.g., puts, calls, warrants, options, convertible securities)
1. Title of Derivative Security (Instr. 4)
2. Date Exercisable and Expiration Date (Month/Day/Year)
3. Title and Amount of Securities Underlying Derivative Security (Instr. 4)
4. Conversion or Exercise Price of Derivative Security
5. Ownership Form of Derivative Security: Direct (D) or Indirect (I) (Instr. 5)
6. Nature of Indirect Beneficial Ownership (Instr. 5)
Date Exercisable Expiration Date Title Amount or Number of Shares
Stock Option (Right to Buy) (1) 02/14/2021 Common Stock 125,000 $2.6 D
Reporting Owners
Reporting Owner Name / Address Relationships Director 10% Owner Officer Other
PANORA ROBERT A 55 CLIFTON ST. CAMBRIDGE, MA 02140 COO and President
Signatures
/s/ Robert A. Panora **Signature of Reporting Person 10/01/2013 Date
Explanation of Responses:
* If the form is filed by more than one reporting person, see Instruction 5(b)(v).
** Intentional misstatements or omissions of facts constitute Federal Criminal Violations.
See 18 U.S.C. 1001 and 15 U.S.C. 78ff(a).
(1) The option becomes exercisable in four equal installments on February 15, 2012, 2013, 2014 and 2015.
Note: File three copies of this Form, one of which must be manually signed.
If space is insufficient, See Instruction 6 for procedure.
Potential persons who are to respond to the collection of information contained in this form
are not required to respond unless the form displays a currently valid OMB number.
"""
FOOT = "TECOGEN INC. [TGEN] · PANORA ROBERT A · Form 3 Signed · fingerprint 4f2a91c0 · Page 1 of 1"
