"""What people do here: invite and join, tell about themselves, say what they offer and need."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.links import has_link, may_link, refuse_early_links
from reciproca.communities.actions import activate_membership, add_member, found_community, open_account, show_face
from reciproca.communities.choices import MembershipState, Role
from reciproca.communities.models import Account, Community, Membership
from reciproca.core import clock, jobs
from reciproca.core.errors import Refusal
from reciproca.core.scope import within
from reciproca.files.actions import forget_file
from reciproca.files.models import StoredFile
from reciproca.notifications.actions import post_mail

from .choices import InvitationState, NeedOutcome, ProfileField, Sight
from .finding import LONGEST_KEY, found_under
from .models import FoundWord, Invitation, Need, Offer, PathStep, Profile
from .queries import (
    MOST_INVITED_A_DAY,
    digest_of,
    everything_told,
    folded,
    invited_lately,
    needs_of,
    offers_of,
    people_to_invite,
    room_for_invitations,
    words_written,
)

__all__ = [
    "InvitationExpired",
    "InvitationRevoked",
    "InvitationUnknown",
    "InvitationUsed",
    "ManyInvited",
    "NeedChanged",
    "NothingGiven",
    "ProfileChanged",
    "SignInFirst",
    "accept_invitation",
    "account_of_invitation",
    "begin_profile",
    "choose_sights",
    "close_need",
    "edit_profile",
    "end_other_sessions",
    "end_session",
    "fill_profile",
    "finish_welcome",
    "found_community_with_coordinator",
    "found_words",
    "invite_many",
    "invite_people",
    "refresh_need",
    "refresh_words",
    "refusal_of_invitation",
    "reopen_need",
    "set_needs",
    "set_offers",
    "set_path",
    "set_photo",
    "state_need",
    "take_profile_away",
    "undo_refreshment",
    "withdraw_invitation",
    "write_index",
    "write_whole_index",
]

INVITATION_LASTS = timedelta(days=60)
AT_ONCE = 100  # letters written while somebody waits for the page

#: What `edit_profile` and `fill_profile` may change on the profile itself; offers, needs and path have their own verbs.
EDITABLE = (
    "headline", "story", "aims", "worthwhile", "skills", "interests", "loves", "curious_about", "languages", "city",
    "country", "time_zone", "availability", "mentor_capacity",
)  # fmt: skip


class InvitationUnknown(Refusal):
    sentence = _("This link leads nowhere. Perhaps part of it was lost in copying: open it from the mail.")
    status = 404


class InvitationExpired(Refusal):
    sentence = _("This invitation was good for sixty days, and they are over. Ask for a new one: it takes a minute.")
    status = 410


class InvitationUsed(Refusal):
    sentence = _("This invitation has already been used: your place is there. Sign in with your e-mail.")
    status = 410


class InvitationRevoked(Refusal):
    sentence = _("A newer invitation has taken the place of this one. Look for the latest mail from the community.")
    status = 410


class ManyInvited(Refusal):
    sentence = _(
        "You can invite up to %(most)s people in a day; for today there is room for %(room)s more. Choose fewer now, and go "
        "on tomorrow."
    )
    status = 429


class SignInFirst(Refusal):
    sentence = _("There is already an account with this address. Sign in with it, and you will be brought back here.")


class ProfileChanged(Refusal):
    """Somebody (or another window) saved meanwhile. `values["theirs"]` is the profile as it is now."""

    sentence = _(
        "This has been changed in another window meanwhile. Both texts are below: keep what you want, then save."
    )

    def __str__(self) -> str:
        return str(self.sentence)


class NeedChanged(Refusal):
    sentence = _("This need has been closed meanwhile.")


class NothingGiven(Refusal):
    sentence = _("Write at least one thing, however small: nobody only receives here.")


# ── invitations ──────────────────────────────────────────────────────────────


@transaction.atomic
def invite_people(people: Iterable[Membership], *, by: Membership, note: str = "") -> list[Invitation]:
    """Write a letter to each of those who have not joined yet; the others are passed over. An earlier letter no
    longer opens anything. The token is only in the mail that waits to be sent; here its hash is kept.

    Raises `ManyInvited` when with them these would be too many different people in a day."""
    waiting = people_to_invite(people)
    _refuse_too_many(waiting, by)
    return [_invite(person, by=by, note=note.strip()) for person in waiting]


def invite_many(people: Sequence[Membership], *, by: Membership, note: str = "") -> None:
    """As `invite_people`, in the background and in portions when they are many."""
    if len(people) <= AT_ONCE:
        invite_people(people, by=by, note=note)
        return
    _refuse_too_many(people_to_invite(people), by)
    with transaction.atomic():
        for portion in _batched([person.pk for person in people], AT_ONCE):
            jobs.enqueue("reciproca.people.tasks.invite_people", by.community_id, by.pk, note, *portion)


def _refuse_too_many(people: Iterable[Membership], by: Membership) -> None:
    room = room_for_invitations(by)
    if len({person.pk for person in people} - invited_lately(by)) > room:
        raise ManyInvited(most=MOST_INVITED_A_DAY, room=room)


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Membership) -> None:
    """The letter opens nothing any more, and the person is again only written down."""
    open_ones = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None)
    if open_ones.update(revoked_at=clock.now()):
        Membership.objects.filter(pk=invitation.membership_id, state=MembershipState.INVITED).update(
            state=MembershipState.IMPORTED
        )
        record("withdraw_invitation", by=by, on=invitation.membership)


@transaction.atomic
def account_of_invitation(letter: Invitation | None, *, language: str) -> Account:
    """The account that belongs to the address of the letter, for who opened it: to have the letter is to have the mailbox.

    A new account is opened. One that nobody has ever confirmed is taken over: whatever was set on it before is gone.
    One in use is never entered this way (raises `SignInFirst`): a letter is no second factor.
    """
    invitation = _usable(letter)
    email = invitation.membership.email
    account = Account.objects.filter(email=email).first()
    if account is None and not EmailAddress.objects.filter(email=email, verified=True).exists():
        return open_account(email, language=language)
    if account is None or EmailAddress.objects.filter(user=account, email=email, verified=True).exists():
        raise SignInFirst
    return _take_over(account)


@transaction.atomic
def accept_invitation(letter: Invitation | None, *, account: Account) -> Membership:
    """Join with this account. Raises the refusals of invitations, and `AccountBelongsAlready`."""
    invitation = _usable(letter)
    with within(invitation.community):
        now = clock.now()
        mine = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None, expires_at__gt=now)
        if not mine.update(used_at=now):
            raise InvitationUsed
        person = activate_membership(invitation.membership, account=account)
        begin_profile(person)
        record("accept_invitation", by=person, on=person)
    return person


@transaction.atomic
def found_community_with_coordinator(
    *,
    slug: str,
    name: str,
    language: str,
    email: str,
    given_name: str,
    family_name: str = "",
    by: Account,
    **texts: str,
) -> Community:
    """A new community, and a letter to the person who will coordinate it. Raises `AddressTaken`."""
    community = found_community(slug=slug, name=name, language=language, **texts)
    with within(community):
        first = add_member(
            email=email, given_name=given_name, family_name=family_name, language=language,
            role=Role.COORDINATOR, provenance="foundation", by=None,
        )  # fmt: skip
        _invite(first, by=None, note="")
    return community


def _batched(keys: Sequence[int], size: int) -> Iterable[Sequence[int]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))


def _invite(person: Membership, *, by: Membership | None, note: str) -> Invitation:
    now = clock.now()
    Invitation.objects.filter(membership=person, used_at=None, revoked_at=None).update(revoked_at=now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        membership=person, invited_by=by, digest=digest_of(token), note=note, created_at=now,
        expires_at=now + INVITATION_LASTS,
    )  # fmt: skip
    Membership.objects.filter(pk=person.pk, state=MembershipState.IMPORTED).update(state=MembershipState.INVITED)
    person.state = MembershipState.INVITED
    record("invite_person", by=by, on=person)
    post_mail(
        "reciproca.people.mails.invitation_mail",
        to=person.email,
        language=person.language,
        key=f"invitation {invitation.public_id}",
        community=person.community,
        about={
            "invitation": str(invitation.public_id),
            "url": f"{settings.SITE_URL}{reverse('account:invitation-key')}#{token}",
        },
    )
    return invitation


def refusal_of_invitation(invitation: Invitation | None) -> Refusal | None:
    """Why this invitation opens nothing; None when it does open."""
    if invitation is None:
        return InvitationUnknown()
    closed = {
        InvitationState.USED: InvitationUsed,
        InvitationState.REVOKED: InvitationRevoked,
        InvitationState.EXPIRED: InvitationExpired,
    }
    if invitation.state in closed:
        return closed[invitation.state]()
    if invitation.membership.state not in (MembershipState.IMPORTED, MembershipState.INVITED):
        return InvitationRevoked()
    return None


def _usable(letter: Invitation | None) -> Invitation:
    refusal = refusal_of_invitation(letter)
    if letter is None or refusal is not None:
        raise refusal or InvitationUnknown()
    return letter


def _take_over(account: Account) -> Account:
    """Confirming the address ends every earlier credential of the account (somebody else may have set them)."""
    account.set_unusable_password()
    account.save(update_fields=["password"])
    Authenticator.objects.filter(user=account).delete()
    for session in UserSession.objects.filter(user=account):
        session.end()
    EmailAddress.objects.filter(user=account).exclude(email=account.email).delete()
    EmailAddress.objects.update_or_create(
        user=account, email=account.email, defaults={"verified": True, "primary": True}
    )
    return account


# ── the living profile ───────────────────────────────────────────────────────


def begin_profile(person: Membership) -> Profile:
    """The profile of a person, empty at first. Doing it twice is the same as once."""
    profile, made = Profile.objects.get_or_create(
        membership=person,
        defaults={"time_zone": person.community.time_zone, "updated_at": clock.now()},
    )
    if made:
        refresh_words(profile)
    return profile


@transaction.atomic
def edit_profile(
    profile: Profile,
    *,
    by: Membership,
    version: int,
    sights: dict[str, str] | None = None,
    offers: Sequence[str] | None = None,
    needs: Sequence[str] | None = None,
    path: Sequence[dict[str, Any]] | None = None,
    **changes: Any,
) -> Profile:
    """Change what is given of a profile as it was at `version`, all or nothing.

    Raises `ProfileChanged` with the profile as it is now.
    """
    _refuse_unknown(changes)
    if sights:
        changes["sight"] = _merged(profile.sight, sights)
    person = profile.membership
    refuse_early_links(by, **_new_words(profile, changes))
    _save(profile, version, **changes)
    if offers is not None:
        set_offers(person, offers, by=by)
    if needs is not None:
        set_needs(person, needs, by=by)
    if path is not None:
        set_path(person, path, by=by)
    record("edit_profile", by=by, on=person, fields=" ".join(sorted(changes)))
    return profile


@transaction.atomic
def choose_sights(profile: Profile, sights: dict[str, str], *, by: Membership, version: int) -> Profile:
    """Choose who sees which field; what is not named stays as it is."""
    _save(profile, version, sight=_merged(profile.sight, sights))
    record(
        "choose_sights", by=by, on=profile.membership, fields=" ".join(sorted(set(sights) & set(ProfileField.values)))
    )
    return profile


@transaction.atomic
def fill_profile(
    person: Membership,
    *,
    by: Membership | None,
    offers: Sequence[str] | None = None,
    needs: Sequence[str] | None = None,
    **fields: Any,
) -> list[str]:
    """Write what is known of somebody from elsewhere (an import, a registration): only what is given, and only what
    is new. Offers and needs are added to those there are. Returns the names of the fields that changed.

    What they wrote themselves, with links that are too early, stays where it was written."""
    profile = begin_profile(person)
    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise TypeError(f"Not fields of a profile: {sorted(unknown)}")
    changes = {
        name: value for name, value in fields.items() if value not in (None, "", []) and value != getattr(profile, name)
    }
    if by is not None and by.pk == person.pk and not may_link(person):
        changes = {name: value for name, value in changes.items() if not has_link(str(value))}
        offers, needs = ([text for text in texts or () if not has_link(text)] for texts in (offers, needs))
    changed = sorted(changes)
    if changes:
        _save(profile, profile.version, **changes)
    if _add_offers(person, offers or ()):
        changed.append("offers")
    if _add_needs(person, needs or ()):
        changed.append("needs")
    if {"offers", "needs"} & set(changed):
        refresh_words(profile)
    if changed:
        record("fill_profile", by=by, on=person, fields=" ".join(changed))
    return changed


@transaction.atomic
def finish_welcome(profile: Profile, *, by: Membership) -> Profile:
    """The first questions are answered. Raises `NothingGiven` without at least one offer and one need."""
    person = profile.membership
    if not offers_of(person).exists() or not needs_of(person).exists():
        raise NothingGiven
    if Profile.objects.filter(pk=profile.pk, welcomed_at=None).update(welcomed_at=clock.now()):
        record("finish_welcome", by=by, on=person)
    profile.refresh_from_db()
    return profile


@transaction.atomic
def set_offers(person: Membership, texts: Sequence[str], *, by: Membership) -> list[Offer]:
    """These are my offers now, and no others."""
    wanted = _distinct(texts)
    refuse_early_links(by, offers=_not_among(wanted, offers_of(person)))
    for offer in offers_of(person):
        if folded(offer.text) in wanted:
            words = wanted.pop(folded(offer.text))
            Offer.objects.filter(pk=offer.pk).exclude(text=words).update(text=words)
        else:
            Offer.objects.filter(pk=offer.pk).update(withdrawn_at=clock.now())
    for text in wanted.values():
        Offer.objects.create(membership=person, text=text, created_at=clock.now())
    refresh_words(begin_profile(person))
    record("set_offers", by=by, on=person, count=offers_of(person).count())
    return list(offers_of(person))


@transaction.atomic
def set_needs(person: Membership, texts: Sequence[str], *, by: Membership) -> list[Need]:
    """These are my needs now. One that is left out is no longer needed; one that stays keeps its age."""
    wanted = _distinct(texts)
    refuse_early_links(by, needs=_not_among(wanted, needs_of(person)))
    for need in needs_of(person):
        if folded(need.text) in wanted:
            words = wanted.pop(folded(need.text))
            Need.objects.filter(pk=need.pk).exclude(text=words).update(text=words)
        else:
            Need.objects.filter(pk=need.pk).update(closed_at=clock.now(), outcome=NeedOutcome.WITHDRAWN)
    for text in wanted.values():
        _state(person, text)
    refresh_words(begin_profile(person))
    record("set_needs", by=by, on=person, count=needs_of(person).count())
    return list(needs_of(person))


@transaction.atomic
def state_need(person: Membership, text: str, *, by: Membership) -> Need:
    refuse_early_links(by, text=text)
    need = _state(person, text.strip())
    refresh_words(begin_profile(person))
    record("state_need", by=by, on=person)
    return need


@transaction.atomic
def refresh_need(need: Need, *, by: Membership) -> Need:
    """It is still true: the need is as fresh as today. Raises `NeedChanged` when it was closed meanwhile."""
    now = clock.now()
    if not Need.objects.filter(pk=need.pk, closed_at=None).update(refreshed_before=F("refreshed_at"), refreshed_at=now):
        raise NeedChanged
    record("refresh_need", by=by, on=need.membership)
    need.refresh_from_db()
    return need


@transaction.atomic
def undo_refreshment(need: Need, *, by: Membership) -> Need:
    """The date before the tap comes back."""
    kept = Need.objects.filter(pk=need.pk, refreshed_before__isnull=False)
    if kept.update(refreshed_at=F("refreshed_before"), refreshed_before=None):
        record("undo_refreshment", by=by, on=need.membership)
    need.refresh_from_db()
    return need


@transaction.atomic
def close_need(need: Need, outcome: str, *, by: Membership) -> Need:
    """It is solved, or no longer needed. Raises `NeedChanged` when it was closed meanwhile."""
    if not Need.objects.filter(pk=need.pk, closed_at=None).update(closed_at=clock.now(), outcome=NeedOutcome(outcome)):
        raise NeedChanged
    refresh_words(begin_profile(need.membership))
    record("close_need", by=by, on=need.membership, outcome=outcome)
    need.refresh_from_db()
    return need


@transaction.atomic
def reopen_need(need: Need, *, by: Membership) -> Need:
    if Need.objects.filter(pk=need.pk, closed_at__isnull=False).update(closed_at=None, outcome=""):
        refresh_words(begin_profile(need.membership))
        record("reopen_need", by=by, on=need.membership)
    need.refresh_from_db()
    return need


@transaction.atomic
def set_path(person: Membership, steps: Sequence[dict[str, Any]], *, by: Membership) -> list[PathStep]:
    """The path so far, whole: each step with kind, title, organisation, from_year, to_year."""
    before = PathStep.objects.filter(membership=person)
    there = {said for row in before.values_list("title", "organisation") for said in row}
    refuse_early_links(
        by, path={str(step.get(name, "")) for step in steps for name in ("title", "organisation")} - there
    )
    before.delete()
    PathStep.objects.bulk_create([PathStep(membership=person, **step) for step in steps])
    refresh_words(begin_profile(person))
    record("set_path", by=by, on=person, count=len(steps))
    return list(PathStep.objects.filter(membership=person))


@transaction.atomic
def set_photo(profile: Profile, photo: StoredFile | None, *, by: Membership) -> Profile:
    """This is my face now; without a photo, the generated one. The earlier file is forgotten."""
    before = profile.photo
    Profile.objects.filter(pk=profile.pk).update(photo=photo, updated_at=clock.now())
    profile.photo = photo
    show_face(profile.membership, photo.public_id if photo else None)
    if before is not None and before != photo:
        forget_file(before)
    record("set_photo", by=by, on=profile.membership, given=photo is not None)
    return profile


@transaction.atomic
def take_profile_away(profile: Profile, *, by: Membership) -> Profile:
    """What somebody wrote on their page, and their photo, go: who coordinates decided so. They may write anew."""
    empty = dict.fromkeys(("headline", "story", "aims", "worthwhile"), "")
    Profile.objects.select_for_update().get(pk=profile.pk)
    profile.refresh_from_db()
    _save(profile, profile.version, **empty)
    set_offers(profile.membership, [], by=by)
    if profile.photo is not None:
        set_photo(profile, None, by=by)
    record("take_profile_away", by=by, on=profile.membership)
    return profile


@transaction.atomic
def refresh_words(profile: Profile) -> None:
    """Write down what the community may find this person by."""
    person = profile.membership
    told = everything_told([person.pk])
    said = told.get(person.pk, {})
    profile.found_by = found_words(
        profile, name=person.name, offers=said.get("offers", ()), needs=said.get("needs", ())
    )
    Profile.objects.filter(pk=profile.pk).update(found_by=profile.found_by)
    _write_index([person.pk], told)


def write_index(people: Collection[int]) -> int:
    """The index of words of these people (by key), as what they tell now wants it; how many rows it has. Only what differs
    is written.

    Call it in the transaction that changed what they tell.
    """
    return _write_index(people, everything_told(people))


def _write_index(people: Collection[int], told: Mapping[int, Mapping[str, Sequence[str]]]) -> int:
    wanted: set[tuple[int, str, str]] = set()
    for profile in Profile.objects.filter(membership__in=people):
        for field, words in _index_of(profile, told.get(profile.membership_id, {})).items():
            wanted.update((profile.membership_id, str(field), word) for word in words)
    there = {(person, field, word): key for person, field, word, key in words_written(people)}
    if left := [key for row, key in there.items() if row not in wanted]:
        FoundWord.objects.filter(pk__in=left).delete()
    FoundWord.objects.bulk_create(
        [FoundWord(person_id=person, field=field, word=word) for person, field, word in sorted(wanted - there.keys())],
        batch_size=2000,
        ignore_conflicts=True,
    )
    return len(wanted)


def write_whole_index() -> int:
    """The index of the community in force anew, some people at a time: after the engine learned words."""
    everyone = list(Profile.objects.order_by("pk").values_list("membership_id", flat=True))
    rows = 0
    for some in _batched(everyone, 500):
        with transaction.atomic():
            rows += write_index(some)
    return rows


def _index_of(profile: Profile, told: Mapping[str, Sequence[str]]) -> dict[ProfileField, set[str]]:
    """By field, the words of what everyone may see."""
    texts = {
        ProfileField.OFFERS: told.get("offers", ()),
        ProfileField.NEEDS: told.get("needs", ()),
        ProfileField.PATH: told.get("path", ()),
        ProfileField.SKILLS: map(str, profile.skills),
        ProfileField.INTERESTS: map(str, [*profile.interests, *profile.loves]),
        ProfileField.CURIOUS_ABOUT: map(str, profile.curious_about),
    }
    words = {field: found_under(written) for field, written in texts.items() if profile.is_for_all(field)}
    if profile.is_for_all(ProfileField.AVAILABILITY):
        words[ProfileField.AVAILABILITY] = {str(slot)[:LONGEST_KEY] for slot in profile.availability}
    return words


def found_words(profile: Profile, *, name: str, offers: Iterable[str], needs: Iterable[str]) -> str:
    """What the community may find a person by: only fields that everyone may see."""
    words = [name, profile.headline]
    tokens = []
    if profile.is_for_all(ProfileField.OFFERS):
        words += offers
    if profile.is_for_all(ProfileField.NEEDS):
        words += needs
    if profile.is_for_all(ProfileField.SKILLS):
        words += profile.skills
    if profile.is_for_all(ProfileField.CURIOUS_ABOUT):
        words += profile.curious_about
    if profile.is_for_all(ProfileField.INTERESTS):
        words += [*profile.interests, *profile.loves]
    if profile.is_for_all(ProfileField.PLACE) and profile.city:
        words.append(profile.city)
        tokens.append(f"@{folded(profile.city)}")
    if profile.is_for_all(ProfileField.LANGUAGES):
        tokens += [f"#{language.get('code', '')}" for language in profile.languages]
    return f" {' '.join([*map(folded, words), *tokens])} "


def _new_words(profile: Profile, changes: Mapping[str, Any]) -> dict[str, list[str]]:
    """By field, what is said anew; lists of words one by one."""
    told = {name: value for name, value in changes.items() if value != getattr(profile, name)}
    return {name: list(map(str, value if isinstance(value, list) else [value])) for name, value in told.items()}


def _refuse_unknown(fields: dict[str, Any]) -> None:
    if unknown := set(fields) - set(EDITABLE):
        raise TypeError(f"Not fields of a profile: {sorted(unknown)}")


def _merged(before: dict[str, str], chosen: dict[str, str]) -> dict[str, str]:
    """Sights with the new choices in them; what is for the community is not written down."""
    known = {name: sight for name, sight in chosen.items() if name in ProfileField.values and sight in Sight.values}
    return {name: sight for name, sight in {**before, **known}.items() if sight != Sight.COMMUNITY}


def _save(profile: Profile, version: int, **changes: Any) -> None:
    now = clock.now()
    if "skills" in changes:
        changes["learned"] = _learned(profile, changes["skills"])
    current = Profile.objects.filter(pk=profile.pk, version=version)
    if not current.update(**changes, version=F("version") + 1, updated_at=now):
        raise ProfileChanged(theirs=Profile.objects.select_related("membership").get(pk=profile.pk))
    for name, value in changes.items():
        setattr(profile, name, value)
    profile.version, profile.updated_at = version + 1, now
    refresh_words(profile)


def _learned(profile: Profile, skills: Sequence[str]) -> dict[str, str]:
    """Since which day each skill is known that was added to others: what one begins with was not learned here."""
    before, today = set(profile.skills), clock.today().isoformat()
    known = {skill: day for skill, day in profile.learned.items() if skill in skills}
    return known | ({skill: today for skill in skills if skill not in before} if before else {})


def _distinct(texts: Iterable[str]) -> dict[str, str]:
    """Texts by their folded form: the same thing said twice is said once."""
    tidy = (" ".join(text.split())[:200] for text in texts)
    return {folded(text): text for text in tidy if text}


def _not_among(wanted: Mapping[str, str], rows: Iterable[Offer | Need]) -> list[str]:
    there = {folded(row.text) for row in rows}
    return [text for key, text in wanted.items() if key not in there]


def _add_offers(person: Membership, texts: Iterable[str]) -> bool:
    there = {folded(text) for text in offers_of(person).values_list("text", flat=True)}
    new = {key: text for key, text in _distinct(texts).items() if key not in there}
    for text in new.values():
        Offer.objects.create(membership=person, text=text, created_at=clock.now())
    return bool(new)


def _add_needs(person: Membership, texts: Iterable[str]) -> bool:
    there = {folded(text) for text in needs_of(person).values_list("text", flat=True)}
    new = {key: text for key, text in _distinct(texts).items() if key not in there}
    for text in new.values():
        _state(person, text)
    return bool(new)


def _state(person: Membership, text: str) -> Need:
    now = clock.now()
    return Need.objects.create(membership=person, text=text, stated_at=now, refreshed_at=now)


# ── accounts ─────────────────────────────────────────────────────────────────


def end_other_sessions(account: Account, *, kept: str | None) -> None:
    """Close every other sign-in: what keeps the account safe has changed, and who was in before has not shown the new way."""
    for session in UserSession.objects.filter(user=account).exclude(session_key=kept):
        session.end()


def end_session(session: UserSession) -> None:
    """Close one sign-in of an account, on whatever device it is."""
    session.end()
