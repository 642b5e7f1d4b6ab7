"""Words that say the same in plain English as in the field's own."""

from knowledge.keywords import stem

_GROUPS = """
child children kid kids youngster
person people man woman men women anyone anybody someone somebody everyone everybody individual
tell told inform notify notified notice notification let alert
ring rung rang telephone phone call
talk speak spoke spoken discuss discussion conversation
start begin begun began commence
finish complete completed completion
end close closed ceased stop
meet met meeting
send sent submit submitted
give given gave provide offer supply provided
get got obtain obtained receive received seek sought ask asked request requested apply applied bid
keep kept retain hold held retained stay remain
record recorded log logged note noted minute minuted write written wrote
show shown display
say said state stated explain
check checked verify
use used
look see saw seen
choose chose chosen decide decision pick
refer referral referred
leave left depart
go went attend attendance come came gone
join
buy bought purchase
let allow allowed permit permitted
stop prevent prevented
prohibit ban banned forbid forbidden
change alter altered vary
agree agreed agreement consent approve approval approved authorise authorised sign
include cover covered address
old aged age ages
help assist support supported
show display displayed hang hung
make made making
lawful lawfully legal legally
unlawful unlawfully illegal illegally offence crime criminal
mother mum
father dad
carer carers caregiver
police officer
council authority
plan planned
fast quick quickly promptly soon
immediately immediate urgent urgently
explain explained
found find identified identify
harm harmed hurt
injury injuries
worry worried concern concerns worries
risk danger
yearly year annual
pupil student
teacher tutor
member part household
house home household
live lived living reside resident
money funding fund fees fee payment pay paid charge
review reviewed
form forms
letter writing written
join joint jointly
take taken took carry carried
last lasted long
rise rose risen increase increased grew
fall fell fallen drop dropped down decrease decreased
most maximum
least minimum
need needed require required
reply answer answered response respond
return returned back
arrive arrived came came reach
brother sister sibling siblings brothers sisters
close near
new
manage managing manager
monitor monitored
work working
train trained training course
ill illness unwell sick
baby babies infant
alone sole lone alone
known know familiar aware
reason reasons cause
carry carried forward
happen happened occur occurred place
depend depended rely relied
handle deal dealt
want wish wishes
travel transport transported
exclude excluded rule ruled
influence sway affect
previous previously past prior earlier last
advance ahead beforehand
hand handed pass passed
lead leads leading
team service services
remove removed
delete deleted deletion
share shared
place placement placed
mark bruise
publish published
ensure sure
name named called
move moved
contain contained
continue continued
relative relatives related family families
particular particularly especially
temporary temporarily
"""


def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for group in _GROUPS.strip().splitlines():
        words = group.split()
        # A word of two groups stays in the first: groups never run together.
        for word in words:
            table.setdefault(word, stem(words[0]))
            table.setdefault(stem(word), stem(words[0]))
    return table


EQUIVALENTS = _table()
