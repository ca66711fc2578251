"""Those who signed up, read as the bridge takes them; and what a proposed circle shares, in words."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from reciproca.boundaries.queries import barred_pairs, minors_among
from reciproca.communities.choices import MembershipState
from reciproca.communities.models import LedgerIdentity, Membership
from reciproca.core import clock
from reciproca.network.models import Interaction
from reciproca.people.choices import DAY_PARTS, DAYS, ProfileField, Sight
from reciproca.people.models import Profile
from reciproca.people.queries import told_by
from reciproca.programmes.answers import slot_name

from .choices import OPEN_CIRCLES, CompositionState, SeatState, Way
from .composition import Sitter, Table, facts_of, slots_of
from .models import Composition, Meeting, Proposed, Seat, SignUp
from .rules import MOST_CIRCLES

__all__ = [
    "facts_said", "free_slots", "gather", "people_in", "place_of_group", "sat_together", "sitters_of", "times_said", "would_sit",
]  # fmt: skip

#: What somebody shows to these may be used to compose, as in matching.
OPEN_SIGHTS = (Sight.COMMUNITY, Sight.PARTNERS)
MOST_TIMES, MOST_TRADES = 4, 3


def would_sit(composition: Composition) -> list[SignUp]:
    """Who signed up and can be placed: here, of age, and not in as many circles as one may sit in; who came first, first."""
    signed = SignUp.objects.filter(composition=composition, person__state=MembershipState.ACTIVE)
    busy = Count(
        "person__circle_seats",
        filter=Q(person__circle_seats__state=SeatState.TAKEN, person__circle_seats__circle__state__in=OPEN_CIRCLES),
    )
    rows = list(
        signed.annotate(busy=busy).filter(busy__lt=MOST_CIRCLES).select_related("person").order_by("signed_at", "pk")
    )
    minors = minors_among(row.person_id for row in rows)
    return [row for row in rows if row.person_id not in minors]


def gather(composition: Composition) -> Table:
    """Everybody who would sit, as they told; whom they must not meet, and with whom they sat before. A dozen queries."""
    rows = would_sit(composition)
    open_ones = Proposed.objects.filter(composition=composition, fixed=True).values_list("number", flat=True)
    return Table(
        sitters=sitters_of(rows, waited=_left_out_last_time(composition)),
        least=composition.least,
        most=composition.most,
        apart=frozenset(barred_pairs()),
        again=frozenset(sat_together({row.person_id for row in rows})),
        group={row.person_id: row.group for row in rows if row.group is not None},
        fixed=frozenset(row.person_id for row in rows if row.fixed),
        closed=frozenset(open_ones),
    )


def sitters_of(rows: Sequence[SignUp], *, waited: Collection[int] = ()) -> tuple[Sitter, ...]:
    """Everybody as they told: in what they wrote when they signed up, and in their profile as far as it is shown."""
    people = [row.person_id for row in rows]
    profiles = {one.membership_id: one for one in Profile.objects.filter(membership__in=people)}
    told = told_by(tuple(people)) if people else {}
    this_year = clock.today().year
    sitters = []
    for row in rows:
        profile = profiles.get(row.person_id)
        years = [step.from_year for step in told[row.person_id].path if step.from_year]
        sitters.append(
            Sitter(
                key=row.person_id,
                wish=row.wish,
                interests=frozenset(_shown(profile, ProfileField.INTERESTS, "interests"))
                | frozenset(_shown(profile, ProfileField.CURIOUS_ABOUT, "curious_about")),
                needs=tuple(one.text for one in told[row.person_id].needs if _may_use(profile, ProfileField.NEEDS)),
                offers=tuple(one.text for one in told[row.person_id].offers if _may_use(profile, ProfileField.OFFERS)),
                trade=profile.headline if profile else "",
                place=profile.city if profile and _may_use(profile, ProfileField.PLACE) else "",
                years=float(this_year - min(years)) if years and _may_use(profile, ProfileField.PATH) else None,
                slots=frozenset(_slots(row)),
                rather=row.rather,
                team=row.team,
                waited=row.person_id in waited,
            )
        )
    return tuple(sitters)


def _slots(row: SignUp) -> Iterable[str]:
    """Where and when: “|mon-evening” at a distance, “urbino|mon-evening” in a town."""
    places = [""] if row.way in (Way.DISTANCE, Way.EITHER) else []
    if row.way in (Way.PLACE, Way.EITHER) and row.place.strip():
        places.append(" ".join(row.place.casefold().split()))
    return (f"{place}|{slot}" for place in places for slot in row.slots)


def free_slots(people: Collection[int]) -> dict[int, list[str]]:
    """By key when somebody is free by their profile, where that is shown."""
    profiles = Profile.objects.filter(membership__in=people)
    return {one.membership_id: _shown(one, ProfileField.AVAILABILITY, "availability") for one in profiles}


def _may_use(profile: Profile | None, which: ProfileField) -> bool:
    return profile is not None and profile.sight_of(which) in OPEN_SIGHTS


def _shown(profile: Profile | None, which: ProfileField, name: str) -> list[str]:
    return getattr(profile, name) if _may_use(profile, which) else []


def sat_together(people: Collection[int]) -> set[frozenset[int]]:
    """Who shared a circle: from seats, and from the ledger where the circle is forgotten."""
    by_circle: dict[int, list[int]] = defaultdict(list)
    seats = Seat.objects.filter(person__in=people, joined_at__isnull=False)
    for circle, person in seats.values_list("circle_id", "person_id"):
        by_circle[circle].append(person)
    pairs = {
        frozenset((one, other)) for there in by_circle.values() for one in there for other in there if one != other
    }
    by_ledger = dict(LedgerIdentity.objects.filter(membership__in=people).values_list("ledger_id", "membership_id"))
    lines = Interaction.objects.filter(
        object_kind=Meeting._meta.model_name, giver__in=by_ledger, receiver__in=by_ledger
    )
    pairs |= {frozenset((by_ledger[one], by_ledger[other])) for one, other in lines.values_list("giver", "receiver")}
    return pairs


def _left_out_last_time(composition: Composition) -> set[int]:
    before = Composition.objects.filter(state=CompositionState.PUBLISHED).exclude(pk=composition.pk)
    last = before.order_by("-published_at").first()
    return (
        set(SignUp.objects.filter(composition=last, group=None).values_list("person_id", flat=True)) if last else set()
    )


# ── in words ─────────────────────────────────────────────────────────────────


def facts_said(table: Table, number: int) -> list[str]:
    """What the people of a proposed circle share and in what they differ: sentences without names."""
    said = []
    for reason in facts_of(table, number):
        values = reason.values
        if reason.kind == "share":
            words = ", ".join(values["words"])
            said.append(_("Several are curious about the same: %(words)s.") % {"words": words})
        elif reason.kind == "give":
            needs = "; ".join(_("“%(text)s”") % {"text": need} for need in values["needs"])
            said.append(_("Somebody looks for what another offers: %(needs)s.") % {"needs": needs})
        elif reason.kind == "trades":
            which = "; ".join(values["different"][:MOST_TRADES])
            which += "…" if len(values["different"]) > MOST_TRADES else "."
            said.append(_("%(n)s different trades: %(which)s") % {"n": len(values["different"]), "which": which})
        elif reason.kind == "places":
            said.append(_("They live in %(places)s.") % {"places": ", ".join(values["different"])})
        elif reason.kind == "years":
            said.append(
                _("From %(first)s to %(last)s years on the road.") % {"first": values["from"], "last": values["to"]}
            )
    return said


def times_said(table: Table, number: int) -> str:
    """When all of a proposed circle can, in a line."""
    place, slots = _best_place(slots_of(table, number))
    said = ", ".join(slot_name(slot) for slot in _in_order(slots)[:MOST_TIMES])
    return _("%(times)s, in person") % {"times": said} if place and said else said


def place_of_group(table: Table, number: int, rows: Iterable[SignUp]) -> str:
    """The town in which a proposed circle meets, as one of its people wrote it; empty: at a distance."""
    place, _slots_there = _best_place(slots_of(table, number))
    written = (row.place.strip() for row in rows if " ".join(row.place.casefold().split()) == place)
    return next(written, "") if place else ""


def _best_place(slots: list[str]) -> tuple[str, list[str]]:
    """Where most of the times are at which all can; in person rather than at a distance where it is the same."""
    by_place: dict[str, list[str]] = defaultdict(list)
    for one in slots:
        place, _bar, slot = one.rpartition("|")
        by_place[place].append(slot)
    if not by_place:
        return "", []
    place = max(sorted(by_place), key=lambda one: (len(by_place[one]), bool(one)))
    return place, by_place[place]


def _in_order(slots: list[str]) -> list[str]:
    week = [f"{day}-{part}" for day in DAYS for part in DAY_PARTS]
    return sorted(slots, key=week.index)


def people_in(rows: Iterable[SignUp]) -> dict[int, list[Membership]]:
    """By number of the proposed circle who would sit there."""
    found: dict[int, list[Membership]] = defaultdict(list)
    for row in rows:
        if row.group is not None:
            found[row.group].append(row.person)
    return found
