"""Words that decide where a sentence ends, as data, grouped by what may follow them. Full stops at the end left out."""


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Before a name or a figure; never the last word of a sentence.
TITLES = _words("""
    Mr Mrs Ms Mx Dr Prof Gen Sen Rep Reps Sens Gov Govs Lt Col Maj Sgt Cpl Pvt Capt Cmdr Adm Rev Hon Pres Msgr Fr Supt
    Insp Amb Atty Mt Ft Messrs Mmes Mme Mlle Brig Cllr Hr Sra Srta vs v cf viz Cf Vs e.g i.e E.g I.e approx
    MR MRS MS DR PROF GEN SEN REP GOV LT COL SGT CAPT ADM REV
""")

# No end before a figure ("No. 5", "p. 12").
BEFORE_FIGURES = _words("""
    No Nos no nos p pp P Pp vol Vol vols Vols fig Fig figs Figs sec Sec ch Ch chap Chap art Art para paras Para nr Nr
    ca c est cap Cap op ver Ver
""")

# An end only when a word follows that opens sentences ("left the U.S. The next day", "Apple Inc. Chief Tim Cook").
MAYBE_LAST = _words("""
    Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun
    Inc Corp Co Cos Ltd Bros Assn Dept Univ Intl Natl Govt St Ste Ave Blvd Rd Hwy Jr Sr Esq PhD Ph.D M.Sc B.Sc D.Phil
    Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Penn
    Tenn Tex Vt Va Wash Wis Wyo Ont Que Dem Repub al
""")

# The hour goes on with a day or a zone ("at 9 a.m. Monday"); anything else opens a new sentence.
HOURS = _words("a.m p.m A.M P.M")
AFTER_HOURS = _words("""
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Tues Wed Thu Thurs Fri Sat Sun
    January February March April May June July August September October November December
    Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec
    ET EST EDT CT CST CDT MT MST MDT PT PST PDT GMT UTC BST CET CEST MSK Eastern Central Mountain Pacific Greenwich
    Moscow London
""")

# Names that carry an exclamation mark of their own.
MARKED_NAMES = _words("Yahoo Yum Jeopardy Oklahoma Panic Wham Joomla")

# Words that open sentences and seldom follow an abbreviation inside a name.
SENTENCE_OPENERS = _words("""
    The It He She They We I In But And A An This That These Those However Meanwhile On At For As If When While After
    Before Since Although Though There Here What Who Why How Where Which His Her Its Their Our My Your You With From By
    Still Yet So Or Nor Then Now Also Both Each Some Many Several Another Others Not To Is Are Was Were Do Does Did Can
    Could Will Would Should Has Have Had Under Between During Despite According Asked Last Earlier Later Only Even Once
    Until Unless Because Instead Moreover Furthermore Nevertheless Nonetheless Among Amid Such Today Yesterday
    Tomorrow Thus Therefore Finally Indeed Perhaps Critics Officials Police
""")

# "Under" opens sentences, but not in these offices.
NOT_OPENING = ("Under Sec", "Under-Sec")

# Verbs after which "“Will he go?” Smith asked." is one sentence.
SPEECH_VERBS = _words("""
    said says say asked asks told tells wrote writes added adds replied replies tweeted shouted cried yelled screamed
    wondered answered continued declared exclaimed demanded joked posted chanted pleaded recalled remarked quipped
    insisted explained noted responded called
""")
