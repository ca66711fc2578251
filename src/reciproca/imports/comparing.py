"""What a row would change: set beside what the community knows, field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from reciproca.boundaries.queries import may_be_placed
from reciproca.communities.choices import MembershipState
from reciproca.people.bulk import spoken_level
from reciproca.people.queries import folded
from reciproca.programmes.bulk import WAITING_STATES

from .choices import Outcome
from .queries import KnownPerson, NamesHere, PlacesHere
from .reasons import ASK, NOTE, SKIP, STOP, Reason, reason
from .rows import Read, name_words, similar_names

__all__ = ["Comparison", "Doubles", "compare_pair", "compare_person", "compare_running_pair", "doubles_among"]

Change = list[Any]  # [field, before, after]; fields of the membership, the profile, or "offer", "need", "path" …

TEXTS = ("headline", "story", "worthwhile", "city")
MEMBER_FIELDS = ("given_name", "family_name", "external_id", "language", "email")


@dataclass
class Comparison:
    """What would become of a row."""

    outcome: str
    reasons: list[Reason] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    person: KnownPerson | None = None


# ── the same person twice in the sheet ───────────────────────────────────────


@dataclass
class Doubles:
    """What the other rows of the sheet say about a row: a reason to leave it out or to ask."""

    reasons: dict[int, Reason] = field(default_factory=dict)


def doubles_among(
    rows: Sequence[Mapping[str, Any]],
) -> Doubles:
    """Rows of one sheet with the same e-mail, or the same code. Each row: number, key, name, code, moment, roles, decision.

    1. One e-mail, one name: the latest row stays, the others are left out.
    2. One e-mail in different roles (a mentor's row and a mentee's row): all stay.
    3. One e-mail, two names: asked; "same" makes it the first case, "two" asks the later rows for an e-mail of their own.
    4. One code, two e-mails: the later rows are to be put right.
    """
    doubles = Doubles()
    for group in _groups(rows, "key"):
        if len(group) < 2:
            continue
        roles = [frozenset(row["roles"]) for row in group]
        if all(roles) and sum(map(len, roles)) == len(frozenset().union(*roles)):
            continue
        latest = max(group, key=lambda row: (row["moment"], row["number"]))
        names = {name_words(row["name"]) for row in group if row["name"]}
        answers = {row["decision"].get("twin") for row in group} - {None}
        if len(names) > 1 and not answers:
            numbers = [row["number"] for row in group]
            for row in group:
                doubles.reasons[row["number"]] = reason(
                    "two_names", field="email", rows=numbers, row=latest["number"], names=[one["name"] for one in group]
                )
        elif "two" in answers:
            first = min(row["number"] for row in group)
            for row in group:
                if row["number"] != first:
                    doubles.reasons[row["number"]] = reason("needs_own_email", field="email", row=first)
        else:
            for row in group:
                if row is not latest:
                    doubles.reasons[row["number"]] = reason("same_email_kept", SKIP, row=latest["number"])
    for group in _groups(rows, "code"):
        first = group[0]
        for row in group[1:]:
            if row["key"] != first["key"] and row["number"] not in doubles.reasons:
                doubles.reasons[row["number"]] = reason("same_external_id", field="external_id", row=first["number"])
    return doubles


def _groups(rows: Sequence[Mapping[str, Any]], name: str) -> list[list[Mapping[str, Any]]]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        if row[name] and not row["decision"].get("skip"):
            groups.setdefault(row[name], []).append(row)
    return list(groups.values())


# ── a person ─────────────────────────────────────────────────────────────────


def compare_person(
    read: Read,
    *,
    decision: Mapping[str, Any],
    double: Reason | None,
    by_email: Mapping[str, KnownPerson],
    by_code: Mapping[str, KnownPerson],
    by_public_id: Mapping[str, KnownPerson],
    names: NamesHere,
    headers: Mapping[str, str],
    in_cohort: bool = False,
) -> Comparison:
    """One row beside the person it speaks of. `double` is what the other rows say about it."""
    reasons = [*read.reasons, *([double] if double else [])]
    if decision.get("skip"):
        return Comparison(Outcome.SKIPPED, [reason("skipped_by_hand", SKIP)])
    values = read.values
    person, doubts = _who(values, read.label, decision, by_email, by_code, by_public_id, names)
    reasons += doubts
    _place(reasons, headers)
    if person is not None and person.state == MembershipState.LEFT:
        reasons.append(reason("has_left", SKIP, name=person.name))
    barred, troubles = _barred(values.get("avoid", []), read, names, headers)
    reasons += troubles
    if in_cohort and not values.get("roles"):
        reasons.append(reason("no_role", header=headers.get("role", ""), field="role"))
    changes, remarks = _changes(values, person, barred, in_cohort=in_cohort)
    reasons += remarks
    return Comparison(_outcome(reasons, person, changes), reasons, changes, person)


def _outcome(reasons: Sequence[Reason], person: Any, changes: Sequence[Change]) -> str:
    kinds = {one["kind"] for one in reasons}
    if SKIP in kinds:
        return Outcome.SKIPPED
    if STOP in kinds:
        return Outcome.REJECTED
    if person is None:
        return Outcome.NEW
    return Outcome.UPDATED if changes else Outcome.UNCHANGED


def _who(
    values: Mapping[str, Any],
    name: str,
    decision: Mapping[str, Any],
    by_email: Mapping[str, KnownPerson],
    by_code: Mapping[str, KnownPerson],
    by_public_id: Mapping[str, KnownPerson],
    names: NamesHere,
) -> tuple[KnownPerson | None, list[Reason]]:
    """Whom the row speaks of: by e-mail and code; a name alone is only ever a question."""
    of_email = by_email.get(values.get("email", ""))
    of_code = by_code.get(values.get("external_id", ""))
    if of_email and of_code and of_email.pk != of_code.pk:
        return None, [reason("identity_conflict", field="email", by_email=of_email.name, by_code=of_code.name)]
    person, answer = of_email or of_code, decision.get("same_as", "")
    if person is None:
        if answer and answer != "nobody" and answer in by_public_id:
            return by_public_id[answer], []
        namesakes = [one for one in names.called(name) if one[0]] if name and values.get("email") else []
        if namesakes and answer != "nobody":
            public_id, called, email = namesakes[0]
            return None, [reason("similar_name", ASK, name=called, email=email, public_id=public_id)]
        return None, []
    if similar_names(name, person.name) or answer == person.public_id:
        return person, []
    code = "email_of_another" if of_email else "code_of_another"
    return person, [
        reason(code, field="email" if of_email else "external_id", name=person.name, public_id=person.public_id)
    ]


def _place(reasons: Sequence[Reason], headers: Mapping[str, str]) -> None:
    for one in reasons:
        if one["field"] and not one["header"]:
            one["header"] = headers.get(one["field"], "")


def _barred(
    pieces: Sequence[str], read: Read, names: NamesHere, headers: Mapping[str, str]
) -> tuple[list[str], list[Reason]]:
    """The e-mails of the people somebody does not want to meet; who cannot be told is asked, never dropped."""
    emails: list[str] = []
    reasons = []
    for piece in pieces:
        about = {"header": headers.get("avoid", ""), "field": "avoid", "typed": ", ".join(pieces)[:200]}
        email = piece.strip().lower()
        if "@" in email and email in names.by_email:
            found = [(names.by_email[email][0], names.by_email[email][1], email)]
        else:
            found = names.called(piece)
        if len(found) > 1:
            reasons.append(reason("avoid_several", **about, text=piece[:80]))
        elif not found:
            meant = names.abbreviated(piece)
            repair = ", ".join(meant[0][2] if one == piece else one for one in pieces) if len(meant) == 1 else None
            reasons.append(reason("avoid_unknown", **about, repair=repair, text=piece[:80]))
        elif found[0][2] == read.key:
            reasons.append(reason("avoid_self", **about))
        elif found[0][2] not in emails:
            emails.append(found[0][2])
    return emails, reasons


def _changes(
    values: Mapping[str, Any], person: KnownPerson | None, barred: Sequence[str], *, in_cohort: bool
) -> tuple[list[Change], list[Reason]]:
    """Field by field: an empty cell changes nothing, and what a person wrote of themselves stays."""
    changes: list[Change] = []
    remarks: list[Reason] = []
    theirs = person is not None and person.speaks_for_themselves
    profile: Mapping[str, Any] = (person.profile if person else None) or {}

    def text(name: str, before: str, *, may_change: bool = True) -> None:
        after = values.get(name, "")
        if not after or after == before:
            return
        if before and not may_change:
            remarks.append(reason("kept", NOTE, field=name, value=before[:200]))
        else:
            changes.append([name, before, after])

    for name in MEMBER_FIELDS:
        before = getattr(person, name) if person else ""
        frozen = theirs or (name == "email" and person is not None and person.state != MembershipState.IMPORTED)
        text(name, before, may_change=not frozen)
    if values.get("minor") and not (person and person.is_minor):  # a file may say it, and never takes it back
        changes.append(["minor", "", True])
    for name in TEXTS:
        text(name, profile.get(name, ""), may_change=not theirs)

    for name in ("skills", "interests"):
        there = profile.get(name) or []
        new = _missing(values.get(name, []), there)
        if new:
            changes.append([name, there, [*there, *new]])
    spoken = profile.get("languages") or []
    merged = _with_languages(spoken, values.get("languages", []), overwrite=not theirs)
    if merged != spoken:
        changes.append(["languages", spoken, merged])
    slots, before = values.get("availability", []), profile.get("availability") or []
    if slots and sorted(before) != sorted(slots):
        if before and theirs:
            remarks.append(reason("kept", NOTE, field="availability", value=""))
        else:
            changes.append(["availability", before, slots])
    places, before = values.get("mentor_capacity"), profile.get("mentor_capacity") or 0
    if places is not None and places != before:
        if before and theirs:
            remarks.append(reason("kept", NOTE, field="mentor_capacity", value=str(before)))
        else:
            changes.append(["mentor_capacity", before, places])

    for name, known in (("offers", person.offers if person else []), ("needs", person.needs if person else [])):
        for one in _missing(values.get(name, []), known):
            changes.append([name.rstrip("s"), "", one])
    steps = {
        (folded(title), folded(organisation)) for _kind, title, organisation, _year in (person.path if person else [])
    }
    for kind, title, organisation, year in values.get("path", []):
        if (folded(title), folded(organisation)) not in steps and not (theirs and steps):
            changes.append(["path", "", [kind, title, organisation, year]])
    year = values.get("graduated")
    if year and not any(kind == "study" and to == year for kind, _title, _where, to in (person.path if person else [])):
        changes.append(["graduated", "", year])
    for email in barred:
        if person is None or email not in person.barred:
            changes.append(["barred", "", email])
    if in_cohort:
        _application_changes(values, person, changes, remarks)
    return changes, remarks


def _application_changes(
    values: Mapping[str, Any], person: KnownPerson | None, changes: list[Change], remarks: list[Reason]
) -> None:
    for role in values.get("roles", []):
        there = person.applications.get(role) if person else None
        answers = values.get("answers_of", {}).get(role, {})
        capacity = values.get("mentor_capacity") if role == "mentor" else None
        if there is None:
            after = {"answers": answers, "capacity": capacity, "submitted_at": values.get("submitted_at", "")}
            changes.append([f"application:{role}", None, after])
            continue
        if there["state"] == "withdrawn":
            remarks.append(reason("withdrawn", NOTE, field="role"))
            continue
        new = {name: answer for name, answer in answers.items() if there["answers"].get(name) != answer}
        if capacity is not None and capacity != there["capacity"]:
            new["capacity:"] = capacity
        if not new:
            continue
        if there["state"] not in WAITING_STATES:
            remarks.append(reason("application_decided", NOTE, field="role"))
            continue
        before = {name: there["capacity"] if name == "capacity:" else there["answers"].get(name) for name in new}
        changes.append([f"application:{role}", before, new])


def _missing(texts: Sequence[str], there: Sequence[str]) -> list[str]:
    """What is not there yet, each thing once."""
    known = {folded(one) for one in there}
    new: dict[str, str] = {}
    for text in texts:
        tidy = " ".join(text.split())
        if tidy and folded(tidy) not in known:
            new.setdefault(folded(tidy), tidy)
    return list(new.values())


def _with_languages(
    there: Sequence[Mapping[str, str]], said: Sequence[Mapping[str, str]], *, overwrite: bool
) -> list[dict[str, str]]:
    merged = {one["code"]: dict(one) for one in there}
    for one in said:
        level = spoken_level(one.get("level", ""))
        known = merged.get(one["code"])
        if known is None:
            merged[one["code"]] = {"code": one["code"], "level": level}
        elif level and (overwrite or not known.get("level")):
            known["level"] = level
    return list(merged.values())


# ── a pair ───────────────────────────────────────────────────────────────────


def compare_pair(
    read: Read,
    *,
    decision: Mapping[str, Any],
    edition: str,
    past: bool,
    names: NamesHere,
    there: Mapping[tuple[str, str, str], Mapping[str, Any]],
    seen: dict[tuple[str, str, str], int],
    headers: Mapping[str, str],
) -> Comparison:
    """One pair beside those already written down. `seen` collects the pairs of the sheet, to find one said twice."""
    if decision.get("skip"):
        return Comparison(Outcome.SKIPPED, [reason("skipped_by_hand", SKIP)])
    reasons = list(read.reasons)
    emails: dict[str, str] = {}
    for side in ("mentor", "mentee"):
        email, doubt = _one_of_the_two(side, read.values, names, headers)
        if doubt and not any(one["field"] == f"{side}_email" for one in reasons):
            reasons.append(doubt)
        emails[side] = email
    if emails["mentor"] and emails["mentor"] == emails["mentee"]:
        reasons.append(reason("same_two", header=headers.get("mentee_email", ""), field="mentee_email"))
    started, ended = read.values.get("started_on"), read.values.get("ended_on")
    if started and ended and ended < started:
        reasons.append(reason("ended_before", header=headers.get("ended_on", ""), field="ended_on"))
    key = (emails["mentor"], emails["mentee"], read.values.get("pair_name") or edition)
    read.values |= {"mentor_email": emails["mentor"], "mentee_email": emails["mentee"], "edition": key[2]}
    if all(emails.values()):
        if key in seen and seen[key] != read.number:
            reasons.append(reason("pair_twice", SKIP, row=seen[key]))
        seen.setdefault(key, read.number)
    known = there.get(key)
    changes: list[Change] = []
    after = read.values.get("ended_on") if past else None
    if known is None:
        changes.append(["pair", None, {"mentor": key[0], "mentee": key[1], "edition": key[2], "ended_on": after}])
    elif after and str(known["ended_on"] or "") != after:
        changes.append(["ended_on", str(known["ended_on"] or ""), after])
    return Comparison(_outcome(reasons, known, changes), reasons, changes)


def compare_running_pair(
    read: Read,
    *,
    decision: Mapping[str, Any],
    today: str,
    names: NamesHere,
    places: PlacesHere,
    headers: Mapping[str, str],
) -> Comparison:
    """One pair that meets now, beside the mentorships of its cohort. Rows come in their order: a place is taken once.

    `today` and the dates of a row: "2026-11-22".
    """
    if decision.get("skip"):
        return Comparison(Outcome.SKIPPED, [reason("skipped_by_hand", SKIP)])
    reasons = list(read.reasons)
    keys: dict[str, tuple[int, str]] = {}
    for side in ("mentor", "mentee"):
        email, doubt = _one_of_the_two(side, read.values, names, headers)
        if doubt and not any(one["field"] == f"{side}_email" for one in reasons):
            reasons.append(doubt)
        read.values[f"{side}_email"] = email
        if email in places.people:
            keys[side] = places.people[email]
    reasons += _trouble_of_dates(read.values, today, headers)
    if len(keys) < 2:
        return Comparison(_outcome(reasons or [reason("not_a_pair")], None, []), reasons)
    (mentor, mentor_name), (mentee, mentee_name) = keys["mentor"], keys["mentee"]
    at = {"header": headers.get("mentee_email") or headers.get("mentee_name", ""), "field": "mentee_email"}
    of_mentor = {"header": headers.get("mentor_email") or headers.get("mentor_name", ""), "field": "mentor_email"}
    under_way = (mentor, mentee) in places.open
    if mentor == mentee:
        reasons.append(reason("same_two", **at))
    elif under_way and mentee in places.row_of:
        reasons.append(reason("pair_twice", SKIP, row=places.row_of[mentee]))
    elif under_way:
        return Comparison(_outcome(reasons, keys, []), reasons)
    elif mentee in places.row_of:
        reasons.append(reason("has_a_mentor_above", **at, name=mentee_name, row=places.row_of[mentee]))
    elif mentee in places.mentor_of:
        reasons.append(reason("has_a_mentor", **at, name=mentee_name, mentor=places.mentor_of[mentee]))
    elif (mentor, mentee) in places.apart:
        reasons.append(reason("not_a_pair", **at))
    elif waiting := {mentor, mentee} & places.without_consent:
        reasons.append(reason("no_consent", **at, name=mentee_name if mentee in waiting else mentor_name))
    elif not may_be_placed(mentor, mentee, minors=places.minors, cleared=places.cleared):
        minor, other = (mentee_name, mentor_name) if mentee in places.minors else (mentor_name, mentee_name)
        reasons.append(reason("not_cleared", **at, name=minor, other=other))
    elif places.room_of(mentor) < 1:
        code = "no_place" if places.places_of(mentor) == 1 else "no_place_left"
        reasons.append(reason(code, **of_mentor, name=mentor_name, places=places.places_of(mentor)))
    outcome = _outcome(reasons, None, [])
    if outcome != Outcome.NEW:
        return Comparison(outcome, reasons)
    places.open.add((mentor, mentee))
    places.row_of[mentee] = read.number
    places.room[mentor] = places.room_of(mentor) - 1
    made = {
        "mentor": read.values["mentor_email"],
        "mentee": read.values["mentee_email"],
        "started_on": read.values.get("started_on", ""),
        "places": places.places_of(mentor),
    }
    return Comparison(outcome, reasons, [["mentorship", None, made]])


def _trouble_of_dates(values: Mapping[str, Any], today: str, headers: Mapping[str, str]) -> list[Reason]:
    started, ended = values.get("started_on"), values.get("ended_on")
    if started and ended and ended < started:
        return [reason("ended_before", header=headers.get("ended_on", ""), field="ended_on")]
    if ended and ended <= today:
        return [reason("ended_already", SKIP, day=date.fromisoformat(ended))]
    if started and started > today:
        return [reason("starts_later", header=headers.get("started_on", ""), field="started_on")]
    return []


def _one_of_the_two(
    side: str, values: Mapping[str, Any], names: NamesHere, headers: Mapping[str, str]
) -> tuple[str, Reason | None]:
    email, name = values.get(f"{side}_email", ""), values.get(f"{side}_name", "")
    header = headers.get(f"{side}_email") or headers.get(f"{side}_name", "")
    about = {"header": header, "field": f"{side}_email"}
    if email:
        return (email, None) if email in names.by_email else ("", reason("nobody_here", **about, email=email))
    if not name:
        return "", reason("cell.required", **about, label={"field": f"{side}_email"})
    found = names.called(name)
    if len(found) == 1:
        return found[0][2], None
    code = "several_named" if found else "nobody_named"
    return "", reason(code, header=headers.get(f"{side}_name", ""), field=f"{side}_name", text=name[:80])
