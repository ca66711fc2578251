# ruff: noqa: SIM905
# A table of words: a line holds what belongs together.
"""Words people write in cells: months, days, numbers, languages, common given names, frequent slips."""

from __future__ import annotations


def _table(text: str) -> dict[str, str]:
    return {spoken: code for line in text.split() for code, forms in [line.split(":")] for spoken in forms.split("|")}


MONTH_NAMES: dict[str, int] = {
    spoken: number
    for number, forms in enumerate(
        (
            "gennaio gen january jan", "febbraio feb february", "marzo mar march", "aprile apr april",
            "maggio mag may", "giugno giu june jun", "luglio lug july jul", "agosto ago august aug",
            "settembre set sett september sep sept", "ottobre ott october oct", "novembre nov november",
            "dicembre dic december dec",
        ),
        start=1,
    )
    for spoken in forms.split()
}  # fmt: skip

NUMBER_WORDS: dict[str, int] = {
    spoken: number
    for number, forms in enumerate(
        (
            "zero nessuno nessuna none", "uno una un one", "due two", "tre three", "quattro four", "cinque five",
            "sei six", "sette seven", "otto eight", "nove nine", "dieci ten",
        )
    )
    for spoken in forms.split()
}  # fmt: skip

LANGUAGES: dict[str, str] = _table(
    "it:italiano|italiana|italian|it|ita en:inglese|english|en|eng|inglés fr:francese|french|francais|français|fr|fra "
    "de:tedesco|german|deutsch|de|ted es:spagnolo|spanish|espanol|español|castigliano|es|spa pt:portoghese|portuguese|pt|por "
    "ro:rumeno|romeno|romanian|ro sq:albanese|albanian|sq ar:arabo|arabic|ar zh:cinese|chinese|mandarino|mandarin|zh "
    "ru:russo|russian|ru uk:ucraino|ukrainian|uk pl:polacco|polish|pl nl:olandese|nederlandese|dutch|nl|fiammingo "
    "el:greco|greek|el tr:turco|turkish|tr ja:giapponese|japanese|ja ko:coreano|korean|ko hi:hindi|hi ur:urdu|ur "
    "bn:bengalese|bengali|bn pa:punjabi|pa sr:serbo|serbian|sr hr:croato|croatian|hr bs:bosniaco|bosnian|bs "
    "sl:sloveno|slovenian|slovene|sl cs:ceco|czech|cs sk:slovacco|slovak|sk hu:ungherese|hungarian|hu "
    "bg:bulgaro|bulgarian|bg mk:macedone|macedonian|mk sv:svedese|swedish|sv da:danese|danish|da "
    "no:norvegese|norwegian|nb fi:finlandese|finnish|fi he:ebraico|hebrew|he fa:persiano|farsi|persian|fa "
    "ca:catalano|catalan|ca eu:basco|basque|eu lt:lituano|lithuanian|lt lv:lettone|latvian|lv et:estone|estonian|et "
    "tl:tagalog|filippino|filipino|tl vi:vietnamita|vietnamese|vi th:tailandese|thailandese|thai|th "
    "id:indonesiano|indonesian am:amarico|amharic|am ti:tigrino|tigrinya so:somalo|somali|so sw:swahili|sw wo:wolof|wo "
    "sgn:lis ln:lingala si:singalese|sinhala ta:tamil ga:irlandese|irish mt:maltese"
)

LEVELS: dict[str, str] = {
    **{level: level.upper() for level in ("a1", "a2", "b1", "b2", "c1", "c2")},
    **dict.fromkeys(["madrelingua", "nativo", "nativa", "native", "mothertongue", "bilingue", "bilingual"], "native"),
    **dict.fromkeys(
        [
            "fluente",
            "fluent",
            "ottimo",
            "ottima",
            "avanzato",
            "avanzata",
            "advanced",
            "eccellente",
            "excellent",
            "proficient",
        ],
        "C1",
    ),
    **dict.fromkeys(
        ["buono", "buona", "good", "intermedio", "intermedia", "intermediate", "discreto", "discreta"], "B1"
    ),
    **dict.fromkeys(
        ["base", "basic", "scolastico", "scolastica", "elementare", "elementary", "beginner", "principiante"], "A2"
    ),
}

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
DAYS: dict[str, tuple[str, ...]] = {
    **{
        spoken: (day,)
        for day, forms in {
            "mon": "lunedì lunedi lun monday mondays mon",
            "tue": "martedì martedi mar tuesday tuesdays tue tues",
            "wed": "mercoledì mercoledi mer wednesday wednesdays wed",
            "thu": "giovedì giovedi gio thursday thursdays thu thurs thur",
            "fri": "venerdì venerdi ven friday fridays fri",
            "sat": "sabato sabati sab saturday saturdays sat",
            "sun": "domenica domeniche dom sunday sundays sun",
        }.items()
        for spoken in forms.split()
    },
    **dict.fromkeys(["weekend", "weekends", "finesettimana", "festivi"], ("sat", "sun")),
    **dict.fromkeys(
        ["settimana", "feriali", "infrasettimanale", "infrasettimanali", "weekday", "weekdays", "lavorativi"], WEEKDAYS
    ),
}

PARTS_OF_DAY: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ["mattina", "mattine", "mattino", "mattutino", "mattutina", "morning", "mornings", "am"], ("morning",)
    ),
    **dict.fromkeys(["pranzo", "mezzogiorno", "lunch", "lunchtime", "midday", "noon"], ("midday",)),
    **dict.fromkeys(
        ["pomeriggio", "pomeriggi", "pomeridiano", "pomeridiana", "afternoon", "afternoons"], ("afternoon",)
    ),
    **dict.fromkeys(
        ["sera", "sere", "serale", "serali", "serata", "tardopomeriggio", "evening", "evenings", "night"], ("evening",)
    ),
}

FAMILY_PARTICLES = frozenset(
    """
    de di da del della dello dei degli delle dal dalla dall dall' d' d’ dell' dell’ la lo le li van von der den
    ter dos das do du des el al bin ibn ben mac mc saint san santa st
    """.split()
)

MAIL_SLIPS: dict[str, str] = {
    slip: right
    for right, slips in {
        "gmail.com": "gmial.com gmai.com gmail.it gmal.com gamil.com gmail.co gmail.cm gmail.con gnail.com gmaill.com "
        "gmail.om gmil.com gmail.comm",
        "hotmail.com": "hotmial.com hotmai.com hotmail.con hotmal.com hotmail.co hormail.com",
        "hotmail.it": "hotmial.it hotmai.it hotmal.it",
        "outlook.com": "outlok.com outloo.com outlook.con",
        "libero.it": "libero.com lbero.it libro.it liber.it",
        "yahoo.it": "yaho.it yahho.it",
        "yahoo.com": "yaho.com yahho.com yahoo.con",
        "icloud.com": "iclod.com icloud.con icoud.com",
        "virgilio.it": "virglio.it virgillio.it",
        "tiscali.it": "tiscal.it",
        "alice.it": "alic.it",
    }.items()
    for slip in slips.split()
}

GIVEN_NAMES = frozenset(
    """
    ada adele adriana adriano agata agnese agostino alba alberta alberto aldo alessandra alessandro alessia
    alessio alex alfonso alfredo alice allegra amelia amedeo amina andrea angela angelica angelo anita anna
    annalisa annamaria antonella antonia antonio arianna arturo asia aurora azzurra barbara bartolomeo beatrice
    benedetta benedetto bernardo bianca bruna bruno camilla carla carlo carlotta carmela carmelo carmen carolina
    caterina cecilia celeste cesare chiara cinzia claudia claudio clara cosimo costanza cristian cristiana
    cristiano cristina damiano daniela daniele danilo dario davide debora delia denise diana diego domenico
    donatella donato edoardo elena eleonora elia elio elisa elisabetta emanuela emanuele emilia emiliano emilio
    emma enrica enrico enzo erica erika ernesto ettore eugenia eugenio eva fabiana fabiano fabio fabrizia fabrizio
    fatima federica federico felice ferdinando fernanda fernando filippo fiorella flavia flavio franca francesca
    francesco franco gabriel gabriela gabriele gabriella gaetano gaia gemma gennaro gerardo giacomo giada
    gianfranco gianluca gianni gianmarco gianpaolo gilda ginevra gino gioele gioia giorgia giorgio giovanna
    giovanni giulia giuliana giuliano giulio giuseppe giuseppina giusy gloria grazia greta guglielmo guido ida
    ignazio ilaria ines irene iris isabella ivan ivana ivo jacopo jessica karim katia kevin lara laura lea
    leonardo leone letizia lia lidia liliana linda lisa livia loredana lorena lorenza lorenzo luca lucia luciana
    luciano lucio lucrezia ludovica ludovico luigi luigia luisa maddalena manuel manuela manuele mara marcella
    marcello marco margherita maria mariangela mariano marianna marina mario marisa marta martina martino
    massimiliano massimo matilde matteo mattia maura maurizio mauro melissa michela michele micol milena mirella
    miriam mirko mohamed monica nadia natalia nicola nicole nicoletta nicolo nicolò nina noemi nora norma omar
    orlando ornella ottavia pamela paola paolo pasquale patrizia patrizio pierluigi pietro piero pina raffaela
    raffaele raffaella rebecca remo renata renato riccardo rita roberta roberto rocco romano romina rosa rosalba
    rosanna rosaria rosario rossana rossella ruggero sabina sabrina salvatore samantha samuel samuele sandra
    sandro sara saverio sebastiano serena sergio silvana silvano silvia silvio simona simone sofia sonia stefania
    stefano susanna tania tatiana tecla teresa tiziana tiziano tommaso ugo umberto valentina valentino valeria
    valerio vanessa vera veronica vincenza vincenzo viola virginia vito vittoria vittorio viviana yasmine zoe adam
    alan amy ann anne anthony ben benjamin brian caroline catherine charles charlotte chris christine christopher
    daniel david deborah dorothy edward elizabeth ellen emily eric ethan frank george grace hannah harry heather
    helen henry jack jacob james jane janet jason jean jennifer jeremy joan john jonathan joseph joshua julia
    julie karen kate katherine kathleen keith kelly ken kim laurie lewis lily louise luke lucy margaret mark
    martha mary matthew megan michael michelle nancy nathan nicholas nigel oliver olivia patricia patrick paul
    peter philip rachel ralph raymond richard robert robin roger ronald rose ruth ryan sally sarah scott sharon
    simon sophie stephanie stephen steven stuart susan thomas timothy tom tony tracy victoria vincent walter
    william zachary ahmed ali hassan ibrahim jose juan pedro carlos miguel luis ana sofía lucía
    """.split()
)

YES = frozenset(
    """
    sì si si' s' sí yes y s x ✓ ✔ ☑ ok true vero 1 certo certamente volentieri accetto confermo acconsento
    autorizzo sure agree agreed
    """.split()
)

NO = frozenset(
    """
    no n false falso 0 ✗ ✘ ☐ nope mai never rifiuto disagree
    """.split()
)

CONNECTING = frozenset(
    """
    lingua livello level madrelingua native anche also un po a little some parlato scritto e di in il la l
    """.split()
)

NOTHING = frozenset(
    """
    - -- --- – — / // . .. ... … n/a n.a. na n.d. nd nessuno nessuna none null nil nan nothing niente nulla x? ?
    vuoto empty
    """.split()
) | {"non so", "non applicabile", "not applicable", "nessuna risposta", "no answer", "non risponde"}
