"""From what somebody wrote to the words that count: accents folded, gendered forms joined, small words left out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from reciproca_engine.text.topics import TOPICS

__all__ = ["Word", "is_light", "keys", "one_gender", "phrases", "words"]


def _split(words: str) -> list[str]:
    return words.split()


_STEMMERS = {"it": Stemmer.Stemmer("italian"), "en": Stemmer.Stemmer("english")}
LANGUAGES = ("it", "en")

_STOP_WORDS = frozenset(
    _split("""
a ad ai al alla alle allo agli all anche che chi ci come con cui d da dai dal dalla dalle dallo dagli dei degli
del dell della delle dello di e ed è essere fra gli ha hai hanno ho i il in io l la le lei lo loro lui ma me mi
mia mie miei mio ne nei negli nel nell nella nelle nello noi non o per piu più presso qualche quale quali quando
quello questa questo quest sia sono sto su sua sue sugli sui sul sull sulla sulle sullo suo suoi tra tu tua tuo
un una uno vi voi s se si altri altro altre ogni tutti tutto tutte verso senza prima dopo molto poco an and any
are as at be but by can do for from have how if im into is it its my of on or our so some that the their them
they this to us via was we what when where which who why will with you your am about more most own
""")
)
# Words with which people open any need or offer: they say that somebody wants or gives, not what.
_FILLERS = frozenset(
    _split("""
vorrei voglio desidero cerco cercare posso puoi potrei imparare apprendere capire conoscere sapere migliorare
sviluppare approfondire aiuto aiutare aiuti aiutarmi supporto sostegno consiglio consigli consigliare
suggerimenti confronto confrontarmi condividere orientamento orientarmi orientare mano bisogno serve servono
offro offrire dare competenze competenza capacita abilita esperienza esperienze conoscenze conoscenza basi base
introduzione tema temi ambito campo settore mondo primo primi passi meglio bene nuovo nuova nuovi nuove qualcuno
persona persone insegni insegnarmi insegnami would like want wish learn learning understand know improve improving develop developing help
helping support advice advise guidance guide tips share sharing need needs looking seeking offer offering give
giving skill skills ability experience experienced knowledge basics basic introduction field area sector world
first step steps better best new someone somebody people person get getting become becoming
""")
)
#: Words that go with everything: that two texts share one of them says nothing.
_LIGHT = frozenset(
    _split("""
fare faccio fa fatto dire dico dice detto parlare parlo parla parlarne leggere legge scrivere andare venire stare
mettere prendere tenere trovare usare iniziare cominciare chiudere aprire cambiare chiedere rispondere domanda domande
dove quanto comincia inizia perdere giusto giusta uno due tre cosa cose modo volta volte anno anni mese mesi settimana settimane giorno giorni sera mattina ora ore mezz mezzora
minuti lavoro lavorare lavora vita casa vero vera buon buona buono grande piccolo prossimo prossima
where one two three right do doing make making say saying tell telling talk talking read find use start begin open close change ask answer
question questions thing things way time times year years month months week weeks day days evening morning hour hours
minutes work works working job life home good real big small next
lunedi martedi mercoledi giovedi venerdi sabato domenica monday tuesday wednesday thursday friday saturday sunday
""")
)
#: Words whose stem belongs to another family ("negozio" is no "negoziare"): they stand for themselves.
_HOMONYMS = frozenset(_split("negozio negozi"))
_GENDERED_TAIL = re.compile(
    r"(?<=[a-z]{3})\s?/\s?-?(a|o|e|i|tore|trice|tori|trici|ore|rice|ori|rici|ice|essa|esse|eressa|oressa)(?![a-z])"
)
_NEUTRAL_ENDING = re.compile(r"(?<=[a-z]{2})[*@əɜ]+(?![a-z])")
_FEMININE = (("trici", "tori"), ("trice", "tore"), ("essa", "e"), ("esse", "i"))
_WORD = re.compile(r"[^\W_]+(?:\+\+|#)?")
_PHRASE_BREAK = re.compile(r"[\n\r;,•·|]+|\.(?:\s|$)|\s[-–—]\s")


@dataclass(frozen=True, slots=True)
class Word:
    """One word that counts: how it was written, and under which keys it may be found again."""

    written: str
    keys: frozenset[str]


def phrases(text: str) -> list[str]:
    """What somebody wrote in one field, split into its points.

    Examples
    --------
    >>> phrases("Parlare in pubblico, raccolta fondi;\\n- negoziazione")
    ['Parlare in pubblico', 'raccolta fondi', 'negoziazione']
    """
    points = (point.strip(" \t-–—*.:") for point in _PHRASE_BREAK.split(text))
    return [point for point in points if point]


def one_gender(text: str) -> str:
    """A text that names both genders, with one of them; others are given back as they are.

    Examples
    --------
    >>> one_gender("direttore tecnico/direttrice tecnica"), one_gender("Ricercatore/trice"), one_gender("TCP/IP")
    ('direttore tecnico', 'Ricercatore', 'TCP/IP')
    """
    halves = _GENDERED_TAIL.sub("", text).split("/")
    begins = {half.strip().casefold()[:3] for half in halves}
    return halves[0].strip() if len(begins) == 1 else text


def words(text: str, languages: tuple[str, ...] = LANGUAGES) -> tuple[Word, ...]:
    """The words of a text that count, each once; those of a known topic stand together for the topic.

    Parameters
    ----------
    text : str
        In Italian or in English; a text may mix them.
    languages : tuple of {"it", "en"}
        By whose rules endings are cut off.

    Examples
    --------
    >>> [word.written for word in words("Vorrei imparare a parlare in pubblico")]
    ['parlare pubblico']
    >>> words("Public speaking")[0].keys == words("parlare al pubblico")[0].keys
    True
    >>> words("ricercatrici")[0].keys & words("ricercatore/trice")[0].keys
    frozenset({'topic:research'})
    """
    return _words(text, tuple(languages))


def keys(text: str, languages: tuple[str, ...] = LANGUAGES) -> frozenset[str]:
    """Every key under which a text may be found again: what an index of many texts keeps of it.

    Two texts share a word, as `closeness` and `shared_words` mean it, exactly when their keys meet.

    Examples
    --------
    >>> sorted(keys("Parlare in pubblico, a teatro"))
    ['en:teatro', 'it:teatr', 'topic:public speaking']
    """
    return frozenset(key for word in words(text, languages) for key in word.keys)


@lru_cache(maxsize=65536)
def _words(text: str, languages: tuple[str, ...]) -> tuple[Word, ...]:
    written = _written(text)
    stems = [_stems(word) for word in written]
    found: dict[frozenset[str], Word] = {}
    at = 0
    while at < len(written):
        length, topic = _topic_at(stems, at)
        if topic:
            word = Word(" ".join(written[at : at + length]), frozenset({f"topic:{topic}"}))
        else:
            length = 1
            word = Word(written[at], frozenset(f"{code}:{stems[at][code]}" for code in languages))
        found.setdefault(word.keys, word)
        at += length
    return tuple(found.values())


def _written(text: str) -> list[str]:
    folded = _fold(text)
    every = [_masculine(word) for word in _WORD.findall(folded)]
    known = [word for word in every if word not in _STOP_WORDS]
    telling = [word for word in known if word not in _FILLERS]
    return telling or known or every


def _fold(text: str) -> str:
    either_gender = _NEUTRAL_ENDING.sub("e", text.casefold())
    decomposed = unicodedata.normalize("NFKD", either_gender)
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _GENDERED_TAIL.sub("", plain)


def _masculine(word: str) -> str:
    """The dictionary form of Italian nouns whose feminine is built by an ending that stemming does not know."""
    for feminine, masculine in _FEMININE:
        if len(word) > len(feminine) + 3 and word.endswith(feminine):
            return word[: -len(feminine)] + masculine
    return word


def is_light(word: Word) -> bool:
    """Whether a word goes with everything, so that sharing it is no reason."""
    return word.written in _LIGHT


def _stems(word: str) -> dict[str, str]:
    if word in _HOMONYMS:
        return dict.fromkeys(LANGUAGES, word)
    return {code: stemmer.stemWord(word) for code, stemmer in _STEMMERS.items()}


def _topic_at(stems: list[dict[str, str]], at: int) -> tuple[int, str | None]:
    """The longest phrase of a topic that begins here."""
    for length in range(min(_LONGEST_PHRASE, len(stems) - at), 0, -1):
        for code in LANGUAGES:
            topic = _TOPIC_OF_PHRASE.get((code, *(stem[code] for stem in stems[at : at + length])))
            if topic:
                return length, topic
    return 0, None


def _topic_of_phrase() -> dict[tuple[str, ...], str]:
    topic_of: dict[tuple[str, ...], str] = {}
    for topic, sayings in TOPICS.items():
        for saying in sayings:
            stems = [_stems(word) for word in _written(saying)]
            for code in LANGUAGES:
                topic_of.setdefault((code, *(stem[code] for stem in stems)), topic)
    return topic_of


_TOPIC_OF_PHRASE = _topic_of_phrase()
_LONGEST_PHRASE = max(map(len, _TOPIC_OF_PHRASE)) - 1
