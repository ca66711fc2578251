"""Reasons, causes and conflicts of matching in words, in Italian and in English: the one place, for pages and files.

Pure data and small functions; needs neither Django nor the engine. A reason is anything with `kind`, `contribution`,
`subject` and `values`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal, Protocol

Audience = Literal["coordinator", "mentee", "mentor"]
ROLE_OF = {"a": "mentee", "b": "mentor"}  # how the engine calls the two of a learned chance

#: Kinds of reasons of a fit that was learned from answers: their contributions may also be negative.
LEARNED = {"base_rate", "leaning", "appeal", "alike", "taste", "feature", "evening", "small", "met"}

#: In the place of two names, in sentences that are kept longer than names are.
MENTEE, MENTOR = "\ue001", "\ue002"


class ReasonLike(Protocol):
    """What the engine hands over."""

    @property
    def kind(self) -> str: ...
    @property
    def contribution(self) -> float: ...
    @property
    def subject(self) -> Mapping[str, Any]: ...
    @property
    def values(self) -> Mapping[str, Any]: ...


def say_reason(
    reason: ReasonLike,
    language: str,
    *,
    mentee: str,
    mentor: str,
    audience: Audience = "coordinator",
    labels: Mapping[str, str] | None = None,
) -> str:
    """One reason of a pair, for the coordinator (both by name) or for one of the two («Per te …»).

    `labels` gives the wording of the questions of a questionnaire, by feature name.
    """
    feature = str(reason.subject.get("feature", ""))
    words: dict[str, Any] = {
        **_names(mentee, mentor),
        "label": (labels or {}).get(feature) or feature_label(feature, language),
        **{
            name: _said(value, language, feature)
            for name, value in reason.values.items()
            if name not in ("mentee", "mentor")
        },
    }
    if reason.kind == "equal":
        words["shared"] = _said(reason.values.get("shared", reason.values.get("mentee", "")), language, feature)
    elif reason.kind in ("distance", "prefer_different"):
        words["one"] = _said(reason.values.get("mentee"), language, feature)
        words["other"] = _said(reason.values.get("mentor"), language, feature)
    if reason.kind == "complement" and "need" in words:
        same = _folded(words["need"]) == _folded(words["offer"])
    else:
        same = False
    return _text(_keys(reason, feature, same, audience), language).format_map(words)


def _keys(reason: ReasonLike, feature: str, same: bool, audience: Audience) -> list[str]:
    """From the most particular sentence to the most general."""
    kind = reason.kind
    side = reason.subject.get("side", "")
    if kind == "complement":
        state = "unmet" if "need" not in reason.values else "same" if same else "met"
        stems = [f"complement.{feature}.{state}", f"complement.{side}.{state}"]
    elif kind in LEARNED:
        sign = "less" if reason.contribution < 0 else "more"
        stems = [
            f"{kind}.{ROLE_OF.get(side, side)}.{sign}",
            f"{kind}.{ROLE_OF.get(side, side)}",
            f"{kind}.{sign}",
            kind,
        ]
    elif reason.contribution <= 0:
        stems = [f"{kind}.{feature}.none", f"{kind}.none"]
    else:
        stems = [f"{kind}.{feature}", kind]
    return [key for stem in stems for key in (f"{stem}@{audience}", stem)] + ["anything"]


def feature_label(feature: str, language: str) -> str:
    """What a feature is called where no questionnaire has named it."""
    named = SENTENCES.get(f"label.{feature}")
    return named["it" if language.lower().startswith("it") else "en"] if named else feature


def with_names(text: str, *, mentee: str, mentor: str) -> str:
    """A sentence of `say_reason` that was said of `MENTEE` and `MENTOR`, with the names of two people in their place."""
    for mark, name in ((MENTEE, mentee), (MENTOR, mentor)):
        if mark in text:
            if _after_a(name) == "ad":
                text = re.sub(rf"\b([aA]) {mark}", rf"\1d {mark}", text)  # the preposition, not a word that ends in a
            text = text.replace(mark, name)
    return text


def say_reasons(
    reasons: Iterable[ReasonLike],
    language: str,
    *,
    mentee: str,
    mentor: str,
    audience: Audience = "coordinator",
    labels: Mapping[str, str] | None = None,
    with_numbers: bool = False,
) -> str:
    """All reasons that weigh, in one line; with `with_numbers`, each with what it brings to the fit.

    What weighs against is told only with its number: without it, what speaks for the pair is meant.
    """
    said: dict[str, float] = {}
    for reason in reasons:
        if not _is_told(reason, with_numbers):
            continue
        text = say_reason(reason, language, mentee=mentee, mentor=mentor, audience=audience, labels=labels)
        said[text] = said.get(text, 0.0) + reason.contribution
    if not said:
        return _text(["nothing_in_common"], language)
    parts = [f"{text} ({_number(share, language)})" if with_numbers else text for text, share in said.items()]
    line = "; ".join(parts)
    return line[:1].upper() + line[1:]


def _is_told(reason: ReasonLike, with_numbers: bool) -> bool:
    if with_numbers and reason.kind in LEARNED:
        return reason.contribution != 0
    return reason.contribution > 0


def say_cause(cause: ReasonLike, language: str, *, name: str, labels: Mapping[str, str] | None = None) -> str:
    """Why someone has no mentor."""
    feature = str(cause.subject.get("feature", ""))
    words = {
        "name": name,
        "label": (labels or {}).get(feature, feature),
        **{key: _said(value, language, feature) for key, value in cause.values.items()},
    }
    if cause.kind == "barrier":
        scope = cause.values.get("scope", "with_room")
        keys = [f"cause.barrier.{feature}.{scope}", f"cause.barrier.{scope}"]
    else:
        named = "mentor" in cause.values
        keys = [f"cause.{cause.kind}.named", f"cause.{cause.kind}"] if named else [f"cause.{cause.kind}"]
    return _text([*keys, "cause.nobody_possible"], language).format_map(words)


def say_conflict(
    conflict: Iterable[Mapping[str, Any]], language: str, *, mentees: list[str], mentors: list[str]
) -> list[str]:
    """Constraints that cannot hold together, one sentence each, by the names of the people."""
    sentences = []
    for constraint in conflict:
        words = {
            **_names(
                mentees[constraint["mentee"]] if "mentee" in constraint else "",
                mentors[constraint["mentor"]] if "mentor" in constraint else "",
            ),
            "count": constraint.get("value", 0),
        }
        key = f"conflict.{constraint['kind']}"
        keys = [f"{key}.one", key] if constraint.get("value") == 1 else [key]
        sentences.append(_text(keys, language).format_map(words))
    return sentences


def say(key: str, language: str, **words: Any) -> str:
    """A sentence of the workbook or of the command line. `count=1` looks for the `.one` form first."""
    keys = [f"{key}.one", key] if words.get("count") == 1 else [key]
    return _text(keys, language).format_map({name: _said(value, language, "") for name, value in words.items()})


# ---------------------------------------------------------------------------------------------------------------------


def _text(keys: Iterable[str], language: str) -> str:
    spoken = "it" if language.lower().startswith("it") else "en"
    for key in keys:
        if key in SENTENCES:
            return SENTENCES[key][spoken]
    raise KeyError(list(keys))


def _names(mentee: str, mentor: str) -> dict[str, str]:
    """Names as they stand, and after the Italian preposition: «a Marta», «ad Anna»."""
    words = {"mentee": mentee, "mentor": mentor}
    for role, name in tuple(words.items()):
        to = _after_a(name)
        words[f"a_{role}"] = f"{to} {name}"
        words[f"A_{role}"] = f"{to.capitalize()} {name}"
    return words


def _after_a(name: str) -> str:
    return "ad" if name[:1].casefold() in ("a", "à") else "a"


def _folded(text: object) -> str:
    return " ".join(str(text).casefold().split())


def _number(value: float, language: str) -> str:
    text = f"{round(value, 2) + 0.0:.2f}".replace("-", "−")
    return text.replace(".", ",") if language.startswith("it") else text


def _said(value: Any, language: str, feature: str) -> str:
    if isinstance(value, float):
        return _number(value, language)
    if isinstance(value, list | tuple | set | frozenset):
        parts = [
            _said(one, language, feature)
            for one in (value if isinstance(value, list | tuple) else sorted(value, key=str))
        ]
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {'e' if language.startswith('it') else 'and'} {parts[-1]}"
    if feature == "languages":
        return language_name(str(value), language)
    if feature == "availability":
        return slot_name(str(value), language)
    return str(value)


def language_name(code: str, language: str) -> str:
    """«inglese» / “English” for `en`."""
    from babel import Locale  # here: only the words of a reason about languages need it

    spoken = Locale("it" if language.startswith("it") else "en")
    return spoken.languages.get(code, code)


def slot_name(slot: str, language: str) -> str:
    """«lunedì sera» / “Monday evening” for `mon-evening`."""
    day, _, part = slot.partition("-")
    days, parts = SLOTS["it" if language.startswith("it") else "en"]
    return f"{days.get(day, day)} {parts.get(part, part)}".strip()


SLOTS = {
    "it": (
        {"mon": "lunedì", "tue": "martedì", "wed": "mercoledì", "thu": "giovedì", "fri": "venerdì", "sat": "sabato", "sun": "domenica"},
        {"morning": "mattina", "midday": "a pranzo", "lunch": "a pranzo", "afternoon": "pomeriggio", "evening": "sera"},
    ),
    "en": (
        {"mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday", "sat": "Saturday", "sun": "Sunday"},
        {"morning": "morning", "midday": "lunchtime", "lunch": "lunchtime", "afternoon": "afternoon", "evening": "evening"},
    ),
}  # fmt: skip

SENTENCES: dict[str, dict[str, str]] = {
    # ---------------------------------------------------------------------- what one needs and the other offers
    "complement.mentee.met": {
        "it": "{a_mentee} serve «{need}» e {mentor} offre «{offer}»",
        "en": "{mentee} needs “{need}” and {mentor} offers “{offer}”",
    },
    "complement.mentee.met@mentee": {
        "it": "ti serve «{need}» e {mentor} offre «{offer}»",
        "en": "you need “{need}” and {mentor} offers “{offer}”",
    },
    "complement.mentee.met@mentor": {
        "it": "{a_mentee} serve «{need}» e tu offri «{offer}»",
        "en": "{mentee} needs “{need}” and you offer “{offer}”",
    },
    "complement.mentee.same": {
        "it": "{a_mentee} serve «{need}», proprio quello che {mentor} offre",
        "en": "{mentee} needs “{need}”, which is just what {mentor} offers",
    },
    "complement.mentee.same@mentee": {
        "it": "ti serve «{need}», proprio quello che {mentor} offre",
        "en": "you need “{need}”, which is just what {mentor} offers",
    },
    "complement.mentee.same@mentor": {
        "it": "{a_mentee} serve «{need}», proprio quello che offri tu",
        "en": "{mentee} needs “{need}”, which is just what you offer",
    },
    "complement.mentee.unmet": {
        "it": "quello che serve {a_mentee} ({needs}) non è fra le offerte di {mentor}",
        "en": "what {mentee} needs ({needs}) is not among what {mentor} offers",
    },
    "complement.mentor.met": {
        "it": "{a_mentor} serve «{need}» e {mentee} offre «{offer}»",
        "en": "{mentor} needs “{need}” and {mentee} offers “{offer}”",
    },
    "complement.mentor.met@mentor": {
        "it": "ti serve «{need}» e {mentee} offre «{offer}»",
        "en": "you need “{need}” and {mentee} offers “{offer}”",
    },
    "complement.mentor.met@mentee": {
        "it": "{a_mentor} serve «{need}» e tu offri «{offer}»",
        "en": "{mentor} needs “{need}” and you offer “{offer}”",
    },
    "complement.mentor.same": {
        "it": "{a_mentor} serve «{need}», proprio quello che {mentee} offre",
        "en": "{mentor} needs “{need}”, which is just what {mentee} offers",
    },
    "complement.mentor.same@mentor": {
        "it": "ti serve «{need}», proprio quello che {mentee} offre",
        "en": "you need “{need}”, which is just what {mentee} offers",
    },
    "complement.mentor.same@mentee": {
        "it": "{a_mentor} serve «{need}», proprio quello che offri tu",
        "en": "{mentor} needs “{need}”, which is just what you offer",
    },
    "complement.mentor.unmet": {
        "it": "quello che serve {a_mentor} ({needs}) non è fra le offerte di {mentee}",
        "en": "what {mentor} needs ({needs}) is not among what {mentee} offers",
    },
    "complement.profession.met": {"it": "mestieri vicini", "en": "kindred professions"},
    "complement.profession.same": {"it": "stesso mestiere: {need}", "en": "same profession: {need}"},
    "complement.profession.unmet": {"it": "mestieri diversi", "en": "different professions"},
    # ---------------------------------------------------------------------- answers that are compared
    "equal.place": {"it": "stesso luogo: {shared}", "en": "same place: {shared}"},
    "equal": {"it": "stessa risposta a «{label}»: {shared}", "en": "same answer to “{label}”: {shared}"},
    "equal.none": {"it": "risposte diverse a «{label}»", "en": "different answers to “{label}”"},
    "equal.place.none": {"it": "luoghi diversi", "en": "different places"},
    "overlap.languages": {"it": "lingue in comune: {shared}", "en": "languages in common: {shared}"},
    "overlap.languages.none": {"it": "nessuna lingua in comune", "en": "no language in common"},
    "overlap.availability": {"it": "orari in comune: {shared}", "en": "free times in common: {shared}"},
    "overlap.availability.none": {"it": "nessun orario in comune", "en": "no free time in common"},
    "overlap": {"it": "in comune a «{label}»: {shared}", "en": "in common at “{label}”: {shared}"},
    "overlap.none": {"it": "niente in comune a «{label}»", "en": "nothing in common at “{label}”"},
    "distance": {
        "it": "risposte vicine a «{label}»: {one} e {other}",
        "en": "close answers to “{label}”: {one} and {other}",
    },
    "distance.none": {"it": "risposte lontane a «{label}»", "en": "distant answers to “{label}”"},
    "prefer_different": {
        "it": "risposte diverse a «{label}», come si voleva: {one} e {other}",
        "en": "different answers to “{label}”, as wished: {one} and {other}",
    },
    "prefer_different.none": {"it": "stessa risposta a «{label}»", "en": "same answer to “{label}”"},
    "nothing_known": {
        "it": "non hanno risposto alle stesse domande: un’affinità di mezzo, in attesa di sapere di più",
        "en": "they answered no question in common: a middling fit, until more is known",
    },
    "nothing_in_common": {
        "it": "Nessun punto in comune, ma nessun ostacolo: è la coppia che lascia meno persone senza mentor",
        "en": "Nothing in common, and nothing against it: the pair that leaves fewest people without a mentor",
    },
    "priority": {
        "it": "l’ultima volta per {mentee} non si era trovato posto: stavolta passa avanti",
        "en": "nobody was found for {mentee} last time, who now comes first",
    },
    "anything": {"it": "risposte a «{label}»", "en": "answers to “{label}”"},
    # ---------------------------------------------------------------------- a fit learned from answers after meetings
    "label.fit": {"it": "affinità dei due fogli", "en": "fit of the two sheets"},
    "label.topics": {"it": "offerte e bisogni", "en": "offers and needs"},
    "label.profession": {"it": "professione", "en": "profession"},
    "label.place": {"it": "luogo", "en": "place"},
    "label.languages": {"it": "lingue", "en": "languages"},
    "label.availability": {"it": "orari", "en": "free times"},
    "base_rate": {"it": "la probabilità da cui parte ogni coppia", "en": "the chance from which every pair starts"},
    "leaning.mentee": {
        "it": "quello che {mentee} ha risposto degli altri mentor",
        "en": "what {mentee} answered about other mentors",
    },
    "leaning.mentee@mentee": {
        "it": "quello che hai risposto degli altri mentor",
        "en": "what you answered about other mentors",
    },
    "leaning.mentor": {
        "it": "quello che {mentor} ha risposto degli altri mentee",
        "en": "what {mentor} answered about other mentees",
    },
    "leaning.mentor@mentor": {
        "it": "quello che hai risposto degli altri mentee",
        "en": "what you answered about other mentees",
    },
    "leaning": {"it": "le risposte date dopo gli incontri", "en": "the answers given after the meetings"},
    "appeal.mentee": {
        "it": "quello che altri mentee hanno risposto di {mentor}",
        "en": "what other mentees answered about {mentor}",
    },
    "appeal.mentor": {
        "it": "quello che altri mentor hanno risposto di {mentee}",
        "en": "what other mentors answered about {mentee}",
    },
    "appeal": {"it": "le risposte date dopo gli incontri", "en": "the answers given after the meetings"},
    "alike": {
        "it": "quanto si somigliano le risposte che i due hanno ricevuto",
        "en": "how alike the answers are that the two received",
    },
    "taste.mentee": {
        "it": "quello che {mentor} ha in comune con chi ha avuto un sì da {mentee}",
        "en": "what {mentor} has in common with those who got a yes from {mentee}",
    },
    "taste.mentee@mentee": {
        "it": "quello che {mentor} ha in comune con chi ha avuto un sì da te",
        "en": "what {mentor} has in common with those who got a yes from you",
    },
    "taste.mentor": {
        "it": "quello che {mentee} ha in comune con chi ha avuto un sì da {mentor}",
        "en": "what {mentee} has in common with those who got a yes from {mentor}",
    },
    "taste.mentor@mentor": {
        "it": "quello che {mentee} ha in comune con chi ha avuto un sì da te",
        "en": "what {mentee} has in common with those who got a yes from you",
    },
    "taste": {"it": "quello a cui i due hanno già detto sì", "en": "what the two have said yes to before"},
    "feature.mentee.more": {"it": "a favore del sì di {mentee}: {label}", "en": "for a yes of {mentee}: {label}"},
    "feature.mentee.less": {"it": "contro il sì di {mentee}: {label}", "en": "against a yes of {mentee}: {label}"},
    "feature.mentor.more": {"it": "a favore del sì di {mentor}: {label}", "en": "for a yes of {mentor}: {label}"},
    "feature.mentor.less": {"it": "contro il sì di {mentor}: {label}", "en": "against a yes of {mentor}: {label}"},
    "feature.more": {"it": "a favore: {label}", "en": "in favour: {label}"},
    "feature.less": {"it": "contro: {label}", "en": "against: {label}"},
    "feature": {"it": "{label}", "en": "{label}"},
    "evening": {
        "it": "le risposte che i due hanno dato e ricevuto negli altri incontri",
        "en": "the answers that the two gave and received in their other meetings",
    },
    "small": {"it": "altro, ogni cosa di poco peso", "en": "other things, each of little weight"},
    "met.both": {
        "it": "si sono già incontrati e vogliono continuare tutti e due",
        "en": "they have met, and both would go on",
    },
    "met.both@mentee": {
        "it": "vi siete già incontrati e volete continuare tutti e due",
        "en": "you have met, and both of you would go on",
    },
    "met.both@mentor": {
        "it": "vi siete già incontrati e volete continuare tutti e due",
        "en": "you have met, and both of you would go on",
    },
    "met.mentee": {
        "it": "si sono già incontrati e {mentee} vuole continuare",
        "en": "they have met, and {mentee} would go on",
    },
    "met.mentor": {
        "it": "si sono già incontrati e {mentor} vuole continuare",
        "en": "they have met, and {mentor} would go on",
    },
    "met": {"it": "si sono già incontrati", "en": "they have met"},
    # ---------------------------------------------------------------------- why someone has no mentor
    "cause.no_mentors": {
        "it": "Per {name} non c’è nessuno: fra i mentor nessuno ha posto.",
        "en": "There is nobody for {name}: no mentor has a place.",
    },
    "cause.no_room": {
        "it": "Per {name} non è rimasto posto: i posti dei mentor sono {places} e sono tutti presi.",
        "en": "No place was left for {name}: the mentors have {places} in all, and every one is taken.",
    },
    "cause.no_room.named": {
        "it": "Per {name} non è rimasto posto: i posti dei mentor sono {places} e sono tutti presi. "
        "Con {mentor} si farebbe posto solo lasciando senza mentor {displaced}.",
        "en": "No place was left for {name}: the mentors have {places} in all, and every one is taken. "
        "Room with {mentor} could be made only by leaving {displaced} without a mentor.",
    },
    "cause.lost_by_total": {
        "it": "Per {name} si farebbe posto con {mentor}, ma l’affinità totale scenderebbe di {cost}.",
        "en": "Room for {name} could be made with {mentor}, but the total fit would fall by {cost}.",
    },
    "cause.barrier.languages.with_room": {
        "it": "{name} non ha lingue in comune con nessun mentor che abbia ancora posto.",
        "en": "{name} has no language in common with any mentor who still has room.",
    },
    "cause.barrier.languages.any": {
        "it": "{name} non ha lingue in comune con nessun mentor.",
        "en": "{name} has no language in common with any mentor.",
    },
    "cause.barrier.availability.with_room": {
        "it": "{name} non ha orari in comune con nessun mentor che abbia ancora posto.",
        "en": "{name} has no free time in common with any mentor who still has room.",
    },
    "cause.barrier.availability.any": {
        "it": "{name} non ha orari in comune con nessun mentor.",
        "en": "{name} has no free time in common with any mentor.",
    },
    "cause.barrier.minors.with_room": {
        "it": "Ci sono di mezzo persone minorenni: fra i mentor che hanno ancora posto, per {name} nessuno va bene, "
        "perché chi lavora con una persona minorenne deve avere l’abilitazione che dà chi coordina.",
        "en": "Minors are concerned: among the mentors who still have room nobody is possible for {name}, because whoever "
        "works with a minor must have been cleared for it by a coordinator.",
    },
    "cause.barrier.minors.any": {
        "it": "Ci sono di mezzo persone minorenni: fra i mentor, per {name} nessuno va bene, perché chi lavora con una "
        "persona minorenne deve avere l’abilitazione che dà chi coordina.",
        "en": "Minors are concerned: no mentor is possible for {name}, because whoever works with a minor must have been "
        "cleared for it by a coordinator.",
    },
    "cause.barrier.with_room": {
        "it": "La risposta di {name} a «{label}» non va con quella di nessun mentor che abbia ancora posto.",
        "en": "The answer of {name} to “{label}” does not go with that of any mentor who still has room.",
    },
    "cause.barrier.any": {
        "it": "La risposta di {name} a «{label}» non va con quella di nessun mentor.",
        "en": "The answer of {name} to “{label}” does not go with that of any mentor.",
    },
    "cause.mentor.spare": {
        "it": "I mentee hanno tutti trovato posto altrove: {name} resta con il posto libero.",
        "en": "The mentees found their place elsewhere: {name} still has room.",
    },
    "cause.mentor.no_places": {
        "it": "{name} non ha posti in questo turno.",
        "en": "{name} has no places in this round.",
    },
    "cause.mentor.nobody_possible": {
        "it": "Fra i mentee non c’è nessuno da proporre a {name}.",
        "en": "Among the mentees there is nobody to propose to {name}.",
    },
    "cause.nobody_possible": {
        "it": "Fra i mentor che hanno ancora posto non c’è nessuno da proporre a {name}.",
        "en": "Among the mentors who still have room there is nobody to propose to {name}.",
    },
    # ---------------------------------------------------------------------- constraints that contradict one another
    "conflict.lock": {
        "it": "{mentee} con {mentor} è una coppia fissa.",
        "en": "{mentee} with {mentor} is a locked pair.",
    },
    "conflict.capacity": {
        "it": "{mentor} può seguire al massimo {count} persone.",
        "en": "{mentor} can take at most {count} people.",
    },
    "conflict.capacity.one": {
        "it": "{mentor} può seguire una persona sola.",
        "en": "{mentor} can take only one person.",
    },
    "conflict.demand": {
        "it": "{mentee} può avere al massimo {count} mentor.",
        "en": "{mentee} can have at most {count} mentors.",
    },
    "conflict.demand.one": {
        "it": "{mentee} può avere un mentor solo.",
        "en": "{mentee} can have only one mentor.",
    },
    "conflict.not_possible": {
        "it": "{mentee} con {mentor} è una coppia fissa, ma questa coppia non è possibile.",
        "en": "{mentee} with {mentor} is a locked pair, but this pair is not possible.",
    },
    "conflict.not_there": {
        "it": "{mentee} con {mentor} è una coppia fissa, ma non prendono più parte tutt’e due.",
        "en": "{mentee} with {mentor} is a locked pair, but they no longer both take part.",
    },
    "conflict.minimum": {
        "it": "{A_mentor} vanno almeno {count} persone.",
        "en": "{mentor} is to have at least {count} people.",
    },
    "conflict.minimum.one": {
        "it": "{A_mentor} va almeno una persona.",
        "en": "{mentor} is to have at least one person.",
    },
    # ---------------------------------------------------------------------- the workbook of `reciproca match`
    "header.mentee": {"it": "mentee", "en": "mentee"},
    "header.mentor": {"it": "mentor", "en": "mentor"},
    "header.fit": {"it": "affinità", "en": "fit"},
    "header.why": {"it": "perché", "en": "why"},
    "header.person": {"it": "persona", "en": "person"},
    "header.cause": {"it": "causa", "en": "cause"},
    "header.placed": {"it": "con un mentor", "en": "placed"},
    "header.total": {"it": "totale", "en": "total"},
    "header.upper_bound": {"it": "limite superiore", "en": "upper bound"},
    "header.settings": {"it": "impostazioni", "en": "settings"},
    "proof.optimal": {
        "it": "Verificato da un controllo indipendente: con queste persone e queste regole non si può fare meglio.",
        "en": "Checked independently: with these people and these rules nothing better is possible.",
    },
    "proof.gap": {
        "it": "Il controllo indipendente non ha chiuso la prova: fra totale e limite superiore resta la differenza qui accanto.",
        "en": "The independent check did not close the proof: the difference between total and upper bound stands here.",
    },
    "proof.participation": {
        "it": "Scelta: nessuno resti senza; poi l’affinità più alta possibile.",
        "en": "Choice: leave nobody out; then the highest fit there can be.",
    },
    "proof.fit": {
        "it": "Scelta: prima di tutto l’affinità più alta possibile.",
        "en": "Choice: the highest fit there can be, before anything else.",
    },
    "proof.features": {
        "it": "Senza risposte a un questionario, l’affinità va da 0 a 1 e viene da: offerte e bisogni (peso 6), professione (2), "
        "luogo (1), lingue (1). Chi non ha lingue in comune non fa mai coppia. Una risposta che manca non pesa.",
        "en": "Without questionnaire answers, fit goes from 0 to 1 and comes from: offers and needs (weight 6), profession (2), "
        "place (1), languages (1). People with no language in common are never a pair. A missing answer does not weigh.",
    },
    "proof.people": {
        "it": "{mentees} mentee; {mentors} mentor con {places} posti in tutto.",
        "en": "{mentees} mentees; {mentors} mentors with {places} places in all.",
    },
    "proof.file.mentors": {
        "it": "Mentor da «{file}», foglio «{sheet}», intestazione alla riga {row}: {columns}.",
        "en": "Mentors from “{file}”, sheet “{sheet}”, header in row {row}: {columns}.",
    },
    "proof.file.mentees": {
        "it": "Mentee da «{file}», foglio «{sheet}», intestazione alla riga {row}: {columns}.",
        "en": "Mentees from “{file}”, sheet “{sheet}”, header in row {row}: {columns}.",
    },
    "proof.column": {"it": "«{header}» = {label}", "en": "“{header}” = {label}"},
    "proof.unread": {
        "it": "Colonne non usate in «{file}»: {columns}.",
        "en": "Columns not used in “{file}”: {columns}.",
    },
    "proof.left_out": {
        "it": "«{file}», riga {row}: fuori dal turno. {why}",
        "en": "“{file}”, row {row}: left out. {why}",
    },
    "proof.doubt": {
        "it": "«{file}», riga {row}, {who}: {why} Intanto la casella conta come vuota.",
        "en": "“{file}”, row {row}, {who}: {why} Meanwhile the cell counts as empty.",
    },
    "proof.replaced": {
        "it": "«{file}», riga {row}: {who} compare di nuovo alla riga {later}, e vale quella.",
        "en": "“{file}”, row {row}: {who} appears again in row {later}, and that one counts.",
    },
    "proof.note": {"it": "«{file}»: {why}", "en": "“{file}”: {why}"},
    "proof.free": {
        "it": "Mentor con posti ancora liberi: {names}.",
        "en": "Mentors with places still free: {names}.",
    },
    # ---------------------------------------------------------------------- an evening of short meetings
    "header.round": {"it": "giro", "en": "round"},
    "header.table": {"it": "tavolo", "en": "table"},
    "header.role": {"it": "ruolo", "en": "role"},
    "header.meets": {"it": "incontra", "en": "meets"},
    "header.mentee_yes": {"it": "mentee: vuole continuare?", "en": "mentee would go on"},
    "header.mentor_yes": {"it": "mentor: vuole continuare?", "en": "mentor would go on"},
    "header.meetings": {"it": "incontri", "en": "meetings"},
    "header.mean_fit": {"it": "affinità media", "en": "mean fit"},
    "header.by_chance": {"it": "a caso", "en": "by chance"},
    "answer.yes": {"it": "sì", "en": "yes"},
    "answer.no": {"it": "no", "en": "no"},
    "meet.waits": {"it": "pausa", "en": "waits"},
    "meet.done": {
        "it": "{meetings} incontri in {rounds} giri; affinità media {mean}: a caso sarebbe {chance}, il massimo possibile è {bound}. "
        "Tutto in {file}.",
        "en": "{meetings} meetings in {rounds} rounds; mean fit {mean}: by chance it would be {chance}, the most there can be is "
        "{bound}. It is all in {file}.",
    },
    "meet.proven": {
        "it": "Verificato da un controllo indipendente: con tanti incontri, divisi in modo così equo, nessun piano ha un’affinità più alta.",
        "en": "Checked independently: with as many meetings, spread as evenly, no plan has a higher fit.",
    },
    "meet.gap": {
        "it": "Il controllo indipendente non ha chiuso la prova: fra affinità media e limite superiore resta la differenza qui accanto.",
        "en": "The independent check did not close the proof: the difference between mean fit and upper bound stands here.",
    },
    "meet.mean": {
        "it": "L’affinità media degli incontri è {mean}; fra tutte le coppie possibili, prese a caso, è {chance}; più di {bound} non si può.",
        "en": "The mean fit of the meetings is {mean}; of all possible pairs, by chance, it is {chance}; more than {bound} there cannot be.",
    },
    "meet.fewer_rounds": {
        "it": "Di {asked} giri ne bastano {count}: poi si sono incontrati tutti quelli che possono.",
        "en": "Of {asked} rounds {count} are enough: by then all who can meet have met.",
    },
    "meet.fewer_rounds.one": {
        "it": "Di {asked} giri ne basta uno: poi si sono incontrati tutti quelli che possono.",
        "en": "Of {asked} rounds one is enough: by then all who can meet have met.",
    },
    "meet.past": {
        "it": "Coppie che si sono già incontrate, e che non si incontrano di nuovo: {count}.",
        "en": "Pairs that have met before, and do not meet again: {count}.",
    },
    "meet.stranger": {
        "it": "«{file}», riga {row}: {name} non è fra le persone di questa serata.",
        "en": "“{file}”, row {row}: {name} is not among the people of this evening.",
    },
    "meet.each.mentee": {
        "it": "Nessuno si incontra due volte. Incontri di ogni mentee: da {least} a {most}.",
        "en": "Nobody meets twice. Meetings of each mentee: {least} to {most}.",
    },
    "meet.each.mentee.same": {
        "it": "Nessuno si incontra due volte. Incontri di ogni mentee: {least}.",
        "en": "Nobody meets twice. Meetings of each mentee: {least}.",
    },
    "meet.each.mentor": {
        "it": "Incontri di ogni mentor: da {least} a {most}.",
        "en": "Meetings of each mentor: {least} to {most}.",
    },
    "meet.each.mentor.same": {"it": "Incontri di ogni mentor: {least}.", "en": "Meetings of each mentor: {least}."},
    "meet.wait": {"it": "Nel giro {round} resta in pausa: {names}.", "en": "In round {round}, waiting: {names}."},
    "meet.nobody_waits": {"it": "Non resta in pausa nessuno.", "en": "Nobody waits."},
    "meet.nobody": {
        "it": "Per {name} in questa serata non c’è nessun incontro.",
        "en": "For {name} there is no meeting in this evening.",
    },
    "learned.read": {
        "it": "Risposte da «{file}», su {count} coppie. Dei mentee: {mentee_yes} sì su {mentee_asked}. Dei mentor: {mentor_yes} sì su {mentor_asked}.",
        "en": "Answers from “{file}”, on {count} pairs. Of mentees: {mentee_yes} yes out of {mentee_asked}. Of mentors: {mentor_yes} yes out of {mentor_asked}.",
    },
    "learned.read.one": {
        "it": "Risposte da «{file}», su una coppia. Dei mentee: {mentee_yes} sì su {mentee_asked}. Dei mentor: {mentor_yes} sì su {mentor_asked}.",
        "en": "Answers from “{file}”, on one pair. Of mentees: {mentee_yes} yes out of {mentee_asked}. Of mentors: {mentor_yes} yes out of {mentor_asked}.",
    },
    "learned.fit": {
        "it": "L’affinità è la probabilità, da 0 a 1, che vogliano continuare tutti e due, imparata da queste risposte. "
        "Chi ha già detto sì a vicenda ha 1. Chi non ha lingue in comune non fa mai coppia.",
        "en": "Fit is the chance, from 0 to 1, that both would go on, learned from these answers. Two who have both said yes have 1. "
        "People with no language in common are never a pair.",
    },
    "learned.for": {
        "it": "Più sì dove vanno meglio insieme: {labels}.",
        "en": "More yes where these go together better: {labels}.",
    },
    "learned.against": {
        "it": "Meno sì dove vanno meglio insieme: {labels}.",
        "en": "Fewer yes where these go together better: {labels}.",
    },
    "learned.calibrated": {
        "it": "Prova: ognuna delle {answers} risposte è stata prevista senza guardarla: {groups}.",
        "en": "Check: each of the {answers} answers was foretold without looking at it: {groups}.",
    },
    "learned.group": {
        "it": "dove ({answers} risposte) si prevedevano {told} sì su 100, ne sono venuti {said}",
        "en": "where ({answers} answers) {told} yes in 100 were foretold, {said} came",
    },
    "learned.few": {
        "it": "Le risposte sono {answers}: per imparare ne servono almeno {least}. L’affinità resta quella dei fogli; solo chi ha "
        "già detto sì a vicenda ha 1.",
        "en": "There are {answers} answers: to learn, it takes at least {least}. Fit stays that of the sheets; only two who have "
        "both said yes have 1.",
    },
    "learned.alike": {
        "it": "Le {answers} risposte sono tutte uguali: non c’è niente da imparare. L’affinità resta quella dei fogli; solo chi ha "
        "già detto sì a vicenda ha 1.",
        "en": "The {answers} answers are all alike: there is nothing to learn. Fit stays that of the sheets; only two who have "
        "both said yes have 1.",
    },
    "learned.no_gain": {
        "it": "Da queste risposte non si è imparato niente di sicuro: quelle nascoste per prova non si prevedevano meglio che contando "
        "i sì di tutti. L’affinità resta quella dei fogli; solo chi ha già detto sì a vicenda ha 1.",
        "en": "Nothing certain was learned from these answers: those hidden as a check were foretold no better than by counting "
        "everybody’s yes. Fit stays that of the sheets; only two who have both said yes have 1.",
    },
    "learned.no": {
        "it": "Coppie in cui qualcuno ha detto no: {count}. Non si fanno.",
        "en": "Pairs in which somebody said no: {count}. They are not made.",
    },
    "learned.despite_no": {
        "it": "Coppie in cui qualcuno ha detto no: {count}. Restano possibili, come hai chiesto con --despite-no.",
        "en": "Pairs in which somebody said no: {count}. They stay possible, as you asked with --despite-no.",
    },
    "error.two_sides": {
        "it": "Da una parte e dall’altra ci sono {names}: in una serata ciascuno sta o fra i mentor o fra i mentee, altrimenti "
        "gli toccano due tavoli insieme. Scegli una parte e riprova.",
        "en": "{names} are on both sides: in an evening everybody is either a mentor or a mentee, or they would sit at two tables at "
        "once. Choose one side and try again.",
    },
    "error.two_sides.one": {
        "it": "Da una parte e dall’altra c’è {names}: in una serata si sta o fra i mentor o fra i mentee, altrimenti toccano due "
        "tavoli insieme. Scegli una parte e riprova.",
        "en": "{names} is on both sides: in an evening everybody is either a mentor or a mentee, or they would sit at two tables at "
        "once. Choose one side and try again.",
    },
    "error.nobody_meets": {
        "it": "Fra queste persone non c’è nessun incontro possibile: non hanno lingue in comune, si evitano o si sono già incontrate.",
        "en": "Among these people no meeting is possible: they share no language, avoid one another, or have met already.",
    },
    "error.met_columns": {
        "it": "In «{file}» non c’è nessuna risposta: o le caselle sono ancora vuote, o mancano le colonne mentee, mentor e «mentee: "
        "vuole continuare?» o «mentor: vuole continuare?», come nel foglio Answers di reciproca meet.",
        "en": "“{file}” holds no answer: either its cells are still empty, or it lacks the columns mentee, mentor, and “mentee would "
        "go on” or “mentor would go on”, as on the sheet Answers of reciproca meet.",
    },
    "error.past_columns": {
        "it": "In «{file}» non si vede chi ha già incontrato chi: servono le colonne mentee e mentor.",
        "en": "“{file}” does not say who has met whom: it needs the columns mentee and mentor.",
    },
    "error.met_names": {
        "it": "In «{file}», foglio «{sheet}», riga {row}, colonna «{column}», manca il nome.",
        "en": "In “{file}”, sheet “{sheet}”, row {row}, column “{column}”, the name is missing.",
    },
    "error.met_unclear": {
        "it": "In «{file}», foglio «{sheet}», riga {row}, colonna «{column}», «{typed}» non è né sì né no. Scrivi sì o no, oppure "
        "lascia vuota la cella.",
        "en": "In “{file}”, sheet “{sheet}”, row {row}, column “{column}”, “{typed}” is neither yes nor no. Write yes or no, or leave "
        "the cell empty.",
    },
    "error.met_unknown.mentee": {
        "it": "In «{file}», foglio «{sheet}», riga {row}, colonna «{column}»: {name} non è fra i mentee di «{people}».",
        "en": "In “{file}”, sheet “{sheet}”, row {row}, column “{column}”: {name} is not among the mentees of “{people}”.",
    },
    "error.met_unknown.mentor": {
        "it": "In «{file}», foglio «{sheet}», riga {row}, colonna «{column}»: {name} non è fra i mentor di «{people}».",
        "en": "In “{file}”, sheet “{sheet}”, row {row}, column “{column}”: {name} is not among the mentors of “{people}”.",
    },
    "error.met_near": {"it": "Forse volevi dire {name}?", "en": "Did you mean {name}?"},
    "error.met_ambiguous": {
        "it": "In «{file}», foglio «{sheet}», riga {row}, colonna «{column}»: in «{people}» ci sono più persone di nome {name}. "
        "Scrivi l’e-mail al posto del nome.",
        "en": "In “{file}”, sheet “{sheet}”, row {row}, column “{column}”: “{people}” has more than one person called {name}. Write the "
        "e-mail in the place of the name.",
    },
    "error.met_twice": {
        "it": "In «{file}», foglio «{sheet}», riga {row}, colonna «{column}»: {mentee} con {mentor} c’è già alla riga {earlier}, con "
        "la risposta opposta. Lascia quella giusta.",
        "en": "In “{file}”, sheet “{sheet}”, row {row}, column “{column}”: {mentee} with {mentor} stands in row {earlier} already, with "
        "the opposite answer. Keep the right one.",
    },
    # ---------------------------------------------------------------------- the command line
    "done": {
        "it": "{placed} mentee su {mentees} hanno un mentor; affinità totale {total}, limite superiore {bound}. Tutto in {file}.",
        "en": "{placed} of {mentees} mentees have a mentor; total fit {total}, upper bound {bound}. It is all in {file}.",
    },
    "done.doubts": {
        "it": "{count} cose da guardare nei fogli: sono in fondo al foglio Proof.",
        "en": "{count} things to look at in the sheets: they are at the foot of the sheet Proof.",
    },
    "done.doubts.one": {
        "it": "Una cosa da guardare nei fogli: è in fondo al foglio Proof.",
        "en": "One thing to look at in the sheets: it is at the foot of the sheet Proof.",
    },
    "error.no_people": {
        "it": "In «{file}» non si riconosce chi sono le persone: serve una colonna con il nome o con l’e-mail. "
        "Le colonne sono: {columns}. Puoi indicarle con --mapping.",
        "en": "“{file}” does not say who the people are: it needs a column with the name or the e-mail. "
        "Its columns are: {columns}. You can name them with --mapping.",
    },
    "error.none_left.mentors": {
        "it": "In «{file}» non è rimasta nessuna riga per i mentor. Controlla la colonna che dice chi fa da mentor.",
        "en": "“{file}” has no row left for the mentors. Check the column that says who is a mentor.",
    },
    "error.none_left.mentees": {
        "it": "In «{file}» non è rimasta nessuna riga per i mentee. Controlla la colonna che dice chi fa da mentee.",
        "en": "“{file}” has no row left for the mentees. Check the column that says who is a mentee.",
    },
    "error.out_name": {
        "it": "Il file da scrivere deve finire in .xlsx, e «{file}» no.",
        "en": "The file to write must end in .xlsx, and “{file}” does not.",
    },
    "error.out_folder": {
        "it": "Non posso scrivere «{file}»: controlla che la cartella ci sia e che il file non sia aperto in un altro programma.",
        "en": "“{file}” cannot be written: check that the folder is there and that no other program has the file open.",
    },
    "error.same_file": {
        "it": "Il file da scrivere, «{file}», è uno di quelli da leggere: scegli un altro nome, così il tuo foglio non si tocca.",
        "en": "The file to write, “{file}”, is one of those to read: choose another name, and your sheet stays as it is.",
    },
    "scores.why": {"it": "dalla tua tabella «{file}»", "en": "from your own table “{file}”"},
    "scores.proof": {
        "it": "Le affinità sono quelle della tabella «{file}»: qui non se ne calcola nessuna. Dove la tabella tace, la coppia non è possibile.",
        "en": "The fits are those of the table “{file}”: none is worked out here. Where the table says nothing, the pair is not possible.",
    },
    "scores.nobody": {
        "it": "Per {name} la tabella non dà nessun mentor che abbia posto.",
        "en": "For {name} the table gives no mentor who takes anybody.",
    },
    "scores.taken": {
        "it": "I mentor possibili per {name} sono tutti occupati, e fare posto abbasserebbe la somma.",
        "en": "The mentors possible for {name} are all taken, and making room would lower the sum.",
    },
    "error.no_scores": {
        "it": "In «{file}» non c’è nessuna affinità. Servono le colonne mentee, mentor e affinità, oppure una tabella con i mentor nella prima riga e i mentee nella prima colonna.",
        "en": "“{file}” holds no fit. It needs the columns mentee, mentor and fit, or a table with the mentors in its first row and the mentees in its first column.",
    },
    "error.score_names": {
        "it": "In «{file}», riga {row}, manca un nome: servono mentee e mentor.",
        "en": "In “{file}”, row {row}, a name is missing: both the mentee and the mentor are needed.",
    },
    "error.score_twice": {
        "it": "In «{file}», riga {row}, {mentee} con {mentor} c’è per la seconda volta: lascia una riga sola.",
        "en": "In “{file}”, row {row}, {mentee} with {mentor} comes a second time: keep one row.",
    },
    "error.score_name_twice": {
        "it": "In «{file}» il nome {name} c’è due volte: aggiungi qualcosa che distingua le due persone.",
        "en": "In “{file}” the name {name} comes twice: add something that tells the two people apart.",
    },
    "error.score_number": {
        "it": "In «{file}», riga {row}, «{typed}» non è un’affinità: serve un numero da zero in su, oppure la cella vuota.",
        "en": "In “{file}”, row {row}, “{typed}” is no fit: it needs a number from zero up, or an empty cell.",
    },
    "error.score_unknown": {
        "it": "{name} è fra i mentor della tabella e non in «{file}»: controlla come è scritto il nome, oppure togli --mentors.",
        "en": "{name} is among the mentors of the table and not in “{file}”: check how the name is written, or leave out --mentors.",
    },
    "error.interrupted": {"it": "Interrotto: non ho scritto niente.", "en": "Interrupted: nothing was written."},
    "error.in_file": {"it": "«{file}»: {why}", "en": "“{file}”: {why}"},
}
