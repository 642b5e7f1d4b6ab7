"""Words that tell names of people from those of places, offices and things."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLE = _set("mr mrs ms miss mx dr prof professor sir dame pc dc sgt coach nurse")
KIN = _set(
    "mum mam mummy mother mom dad daddy father stepdad stepmum stepfather stepmother sister brother "
    "sibling siblings son daughter nan nanny gran grandma grandad grandfather grandmother granny uncle aunt aunty "
    "auntie cousin niece nephew boyfriend girlfriend partner husband wife ex carer twin twins"
)
# At the head of a sentence they are verbs, months or plain words before any other word with a capital.
MODAL = _set("will may mark april june august bill")
FUNCTION = _set(
    "a about after again all also am an and any are as ask asked at be because been before being but by can cannot "
    "cant could did do does doesn't doing done don't during each every for from get gets go goes going got had has "
    "hasn't have having he he's her here hers him his how i i'm if in into is isn't it its it's just like may me might "
    "more must my no not now of off often on once only or our out over own per please plus re said saw say says she "
    "she's should so some still such tell than that the their them then there these they this those to told too under "
    "until up us very via was we went were what what's when where whether which while who who's why will with won't "
    "would wont yes yet you your monday tuesday wednesday thursday friday saturday sunday january february march "
    "april june july september october november december new old"
)
# With a capital they end the name of something that is called after somebody.
ORGANISATION = _set(
    "foundation trust centre center unit hospital school academy college primary nursery infant infants junior "
    "juniors house road avenue street lane close way drive project programme charity surgery hub clinic lodge "
    "institute estate park university church fund association ward library law's"
)
# These do so without one too: "the Mary Seacole unit".
PLAIN_ORGANISATION = _set("unit ward clinic centre hub foundation trust")
# What makes a surname that of one family: "the Braithwaite twins".
HOUSEHOLD = _set("family twins siblings brothers sisters children kids household boys girls")
THING = ORGANISATION | _set(
    "act acts law rule rules bill review reviews report reports inquiry enquiry case cases briefing guidance "
    "guidelines judgment service services team teams model tool toolkit scale test method principles competence "
    "competency framework protocol policy strategy partnership board council county city star week day days month "
    "year years section part annex appendix figure table form option level paragraph chapter group panel plan order "
    "safeguarding social care children childrens family families police nhs ofsted mash lado dsl gp senco hips "
    "high secondary grammar special catholic free home homes story learning recommendations question questions "
    "training traffic light pathway alert early help working together"
)
# Two letters that are no one's initials.
SHORT_FORMS = _set(
    "GP SW HV PP DV DA SG CP LA CE EH QA IT ID PE RE UK EU US YP TA NI DS PC FE HE KS EY AP SI CA MH LD BA OK NO TV YJ "
    "YO SO HO PR SM TF CS IQ AM PM AI GB WT EP NQ HR PA LO IN AT OF OR ON TO IS AS "
    "BY IF WE HE ME MY AN DO GO UP"
)
