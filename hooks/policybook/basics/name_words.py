"""Words by which a name in a text is known, or by which words are known to be no name. Not names themselves: ``first_names``.

One list for each notion, for the rules and for what is left out; all are folded.
"""

from __future__ import annotations


def words_of(text: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(text.split())


SURE_TITLES = words_of("mr mrs ms mx dr rev prof miss sir dame professor cllr mme lady fr")
"""Titles that nothing but a name follows, where they have a capital letter."""
TITLES = SURE_TITLES | words_of("doctor reverend madam councillor lord")
WRITTEN_SMALL = words_of("mr mrs ms mx dr prof rev cllr")
"""Titles that are no other word."""
LONG_TITLES = words_of("doctor professor reverend madam dame councillor sir")
PARTICLES = words_of(
    "van de der den von zu zur di da do dos del della la le lo bin bint binti ibn al el ap ab ferch ter ten und af av du st y e"
)
"""Parts of names that are written in lower case."""
SAINTS = words_of("st saint sts ss")
MONTHS = words_of("january february march april may june july august september october november december")
ASKED = words_of(
    "ask asks asking call calling calls consult contact contacts email emails inform informs phone phones ring rings tell "
    "telling tells"
)
"""Words before which a name stands by itself."""
LISTENERS = ASKED | words_of("see text to from with by")
"""Words before which a first name means a person."""
BEFORE_NAMES = ASKED | words_of("and but by for from if or see that then unless until when with")
NOT_BEFORE_NAMES = words_of(
    "a an around at each every her his in inside into its near no one our outside that the their this to your"
)
THINGS = words_of(
    "academy act association avenue award awards building campus centre charity church class classes classroom close clinic "
    "college company conference corridor council county court day days drive estate foundation fund garden gardens grove group "
    "groups hall hill homes hospital house institute lane library lodge ltd limited model museum network networks north park "
    "place plan policy primary programme project pupils report review road room scheme school schools secondary service services "
    "site society south square street students system team terrace test theatre trophy trust unit university vale way week wing "
    "works year east west"
)
"""Words that make a name before them the name of a thing."""
NO_PEOPLE = THINGS | words_of(
    "book books community evening game games law men plc rule tv wheel who x y z a b and or sir miss mrs mr no the we all if "
    "you they our this that it he she in on at please do does when students pupils parents staff write ask call tell"
)
"""Words with which a title names nobody: Dr Barnardo’s Homes, Miss Sports Day, Dr Who."""
WORKS = words_of(
    "article articles book books film films music novel novels play plays poem poems podcast report review song songs story "
    "stories study talk text texts video written"
)
"""What has an author, whom nobody is to ask."""
EVERYDAY = words_of(
    "amber angel april art august autumn bill carol chase christian cliff clay dale dawn dean drew earl eve faith frank gene "
    "ginger glen grace grant guy harmony heather holly hope iris ivy jack jasmine jay jean jordan joy june lily logan mark may "
    "melody miles mo morgan nick olive paris pat penny perry poppy rob robin rose ruby sandy skip sky skye sue summer sunny "
    "taylor tiffany victor victoria viola violet virginia wade will willow"
)
"""First names that are words or places as well."""
SURNAME_WORDS = words_of(
    "ash ashe bank banks baker barker beech bell berry birch bird bishop black bloom book booth bridge brook brooks brown burns "
    "bush butcher butler carpenter carter cherry church clay close cole cook cooper cross day dean drew duck dunk elder elm "
    "farmer fern field fields finch fisher flower ford forest forester fox frost gardener gates grant gray green grey grove hall "
    "hare hawthorn hazel heath hill hills holly holm hope house hunt hunter ivy judge kent key king knight lake lane lark law "
    "little long love lynn major maple march marsh mason may meadows miller mills moon moss newton noon oak oakes olive page "
    "paige palm park parks pearl pine pitt pond pool poole poor pope potter power price prince proctor read reader reed rice "
    "rich rivers robin rock rose rowan rush rule sage sales sharp shepherd short silver singer small smart snow spring steel "
    "stone stones street strong summer summers swan taylor thorn thorne town tree trees walker wall walls ward waters watt webb "
    "weeks wells west white wilde will wills willow winter winters wise wolf wood woods young"
)
"""Surnames that are words, or what schools call their classes and houses."""
NO_NAMES = words_of(
    "academic acceptable accountable adult annual assistant authority board chair chief child children coordinator data deputy "
    "designated digital director duty executive finance first general governor head headteacher health internet lead leader "
    "local main manager national nurse office officer online personal pastoral phase principal privacy proprietor protection "
    "public safe safeguarding safer safety senior special support teacher technology trustee visitor whole young "
    "a an and any are as at be by can do each every for from he her his i if in is it its may must my new no not of on or our "
    "school she should that the their there these they this to we when where who will with you your english england britain "
    "british welsh wales scotland ireland scottish irish european islamic muslim jewish christian london kent monday tuesday "
    "wednesday thursday friday saturday sunday january february march april june july august september october november december "
    "spring summer autumn winter easter christmas ramadan google microsoft apple facebook instagram snapchat tiktok whatsapp "
    "youtube twitter zoom ofcom ceop teams section clause appendix form part chapter annex use keep never always windows android "
    "chrome ofsted childline samaritans parliament gdpr prevent"
)
"""Words of schools and of sentences, which are nobody's name also where they have a capital letter."""
