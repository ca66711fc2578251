from datetime import timedelta

import pytest

from cast import Cast
from reciproca.audit.queries import entries_about
from reciproca.boundaries.actions import block_person, close_partnership, open_partnership
from reciproca.communities.actions import AccountBelongsAlready, open_account
from reciproca.communities.choices import MembershipState, Role
from reciproca.communities.models import Account, Membership
from reciproca.core import clock
from reciproca.notifications.models import OutboxMail
from reciproca.people import actions
from reciproca.people.choices import ProfileField, Sight
from reciproca.people.models import Invitation, Need, Profile
from reciproca.people.queries import (
    Narrowing,
    find_people,
    invitation_by_token,
    needs_of,
    offers_of,
    people_visible_to,
    profile_of,
    profiles_visible_to,
    seen_profile,
)


def token_of(invitation: Invitation) -> str:
    """The token, read where the person reads it: in the mail that waits to be sent."""
    mail = OutboxMail.objects.get(key=f"invitation {invitation.public_id}")
    return mail.about["url"].rpartition("#")[2]


# ── invitations ──


def test_invite_people_writes_one_letter_and_keeps_only_the_hash(people: Cast) -> None:
    [invitation] = actions.invite_people([people.nora], by=people.marta)

    token = token_of(invitation)
    mail = OutboxMail.objects.get()
    assert (mail.recipient, mail.language, mail.community) == ("nora.vitali@example.org", "it", people.montefeltro)
    assert len(token) >= 43
    assert token not in str(Invitation.objects.values().get())
    assert Membership.objects.get(pk=people.nora.pk).state == MembershipState.INVITED
    assert entries_about(people.nora).first().deed == "invite_person"


def test_invite_people_passes_over_those_who_are_here(people: Cast) -> None:
    assert actions.invite_people([people.ada], by=people.marta) == []
    assert not OutboxMail.objects.exists()


def test_inviting_again_closes_the_earlier_letter(people: Cast) -> None:
    [first] = actions.invite_people([people.nora], by=people.marta)
    [second] = actions.invite_people([people.nora], by=people.marta)

    with pytest.raises(actions.InvitationRevoked):
        actions.account_of_invitation(invitation_by_token(token_of(first)), language="it")
    assert (
        actions.account_of_invitation(invitation_by_token(token_of(second)), language="it").email
        == "nora.vitali@example.org"
    )


def test_accept_invitation_makes_an_active_member_with_a_profile(people: Cast) -> None:
    [invitation] = actions.invite_people([people.nora], by=people.marta)
    token = token_of(invitation)
    account = actions.account_of_invitation(invitation_by_token(token), language="it")

    person = actions.accept_invitation(invitation_by_token(token), account=account)

    nora = Membership.objects.get(pk=people.nora.pk)
    assert (person, nora.state, nora.account) == (people.nora, MembershipState.ACTIVE, account)
    assert Profile.objects.get(membership=nora).welcomed_at is None


def test_an_invitation_is_used_once(people: Cast) -> None:
    [invitation] = actions.invite_people([people.nora], by=people.marta)
    token = token_of(invitation)
    actions.accept_invitation(
        invitation_by_token(token), account=actions.account_of_invitation(invitation_by_token(token), language="it")
    )

    with pytest.raises(actions.InvitationUsed):
        actions.accept_invitation(invitation_by_token(token), account=open_account("somebody@example.org"))


def test_an_invitation_ends_after_sixty_days(people: Cast, now) -> None:
    [invitation] = actions.invite_people([people.nora], by=people.marta)
    token = token_of(invitation)

    with clock.at(now + timedelta(days=60)), pytest.raises(actions.InvitationExpired):
        actions.account_of_invitation(invitation_by_token(token), language="it")


def test_an_unknown_token_opens_nothing(people: Cast) -> None:
    with pytest.raises(actions.InvitationUnknown):
        actions.account_of_invitation(invitation_by_token("nothing"), language="it")


def test_a_letter_is_no_second_factor_for_an_account_in_use(people: Cast) -> None:
    open_account("nora.vitali@example.org", password="una parola lunga")
    [invitation] = actions.invite_people([people.nora], by=people.marta)

    with pytest.raises(actions.SignInFirst):
        actions.account_of_invitation(invitation_by_token(token_of(invitation)), language="it")


def test_an_account_nobody_confirmed_loses_what_was_set_on_it(people: Cast) -> None:
    planted = Account.objects.create_user("nora.vitali@example.org", "planted by somebody else")
    [invitation] = actions.invite_people([people.nora], by=people.marta)

    account = actions.account_of_invitation(invitation_by_token(token_of(invitation)), language="it")

    assert account == planted
    assert not account.has_usable_password()


def test_an_account_that_is_here_already_cannot_take_a_second_place(people: Cast) -> None:
    [invitation] = actions.invite_people([people.nora], by=people.marta)

    with pytest.raises(AccountBelongsAlready):
        actions.accept_invitation(invitation_by_token(token_of(invitation)), account=people.ada.account)

    assert Invitation.objects.get().used_at is None


def test_a_withdrawn_invitation_opens_nothing(people: Cast) -> None:
    [invitation] = actions.invite_people([people.nora], by=people.marta)
    token = token_of(invitation)

    actions.withdraw_invitation(invitation, by=people.marta)

    with pytest.raises(actions.InvitationRevoked):
        actions.accept_invitation(invitation_by_token(token), account=open_account("somebody@example.org"))
    assert Membership.objects.get(pk=people.nora.pk).state == MembershipState.IMPORTED


def test_a_founded_community_has_a_coordinator_on_the_way(people: Cast) -> None:
    community = actions.found_community_with_coordinator(
        slug="ponte", name="Il Ponte", language="it", email="Sara@example.org", given_name="Sara", by=people.rosa
    )

    sara = Membership.unscoped.get(community=community)
    assert (sara.email, sara.role, sara.state) == ("sara@example.org", Role.COORDINATOR, MembershipState.INVITED)
    assert OutboxMail.objects.get().recipient == "sara@example.org"


# ── the living profile ──


def test_edit_profile_refuses_an_outdated_version_and_shows_what_is_there(people: Cast) -> None:
    profile = actions.begin_profile(people.ada)
    actions.edit_profile(profile, by=people.ada, version=1, headline="Compro bene.")

    with pytest.raises(actions.ProfileChanged) as refusal:
        actions.edit_profile(profile, by=people.ada, version=1, headline="Compro meglio.")

    assert refusal.value.values["theirs"].headline == "Compro bene."
    assert profile_of(people.ada).headline == "Compro bene."


def test_fill_profile_writes_only_what_is_given_and_new(people: Cast) -> None:
    actions.fill_profile(people.nora, by=people.marta, city="Lecce", offers=["leggere un contratto"])

    changed = actions.fill_profile(
        people.nora,
        by=people.marta,
        city="Lecce",
        headline="Avvocata",
        offers=["Leggere un contratto"],
        needs=["inglese"],
    )

    assert changed == ["headline", "needs"]
    assert [offer.text for offer in offers_of(people.nora)] == ["leggere un contratto"]


def test_set_offers_keeps_withdraws_and_adds(people: Cast) -> None:
    actions.set_offers(people.ada, ["fiere", "tedesco"], by=people.ada)
    kept = offers_of(people.ada).get(text="fiere")

    actions.set_offers(people.ada, ["Fiere", "", "contratti"], by=people.ada)

    assert [(offer.text, offer.pk == kept.pk) for offer in offers_of(people.ada)] == [
        ("Fiere", True),
        ("contratti", False),
    ]


def test_a_need_ages_is_refreshed_and_the_refreshment_undone(people: Cast, now) -> None:
    need = actions.state_need(people.giulio, "provare un colloquio", by=people.giulio)
    with clock.at(now + timedelta(days=40)):
        assert need.age == "old"

        need = actions.refresh_need(need, by=people.giulio)
        assert need.age == "fresh"

        need = actions.undo_refreshment(need, by=people.giulio)
        assert (need.age, need.refreshed_at) == ("old", now)


def test_a_closed_need_says_how_and_can_be_opened_again(people: Cast) -> None:
    need = actions.state_need(people.giulio, "provare un colloquio", by=people.giulio)

    actions.close_need(need, "solved", by=people.giulio)
    assert not needs_of(people.giulio).exists()
    with pytest.raises(actions.NeedChanged):
        actions.refresh_need(need, by=people.giulio)

    actions.reopen_need(need, by=people.giulio)
    assert list(needs_of(people.giulio)) == [need]


def test_finish_welcome_asks_for_something_given(people: Cast) -> None:
    profile = actions.begin_profile(people.ada)
    actions.set_needs(people.ada, ["capire le piattaforme"], by=people.ada)
    with pytest.raises(actions.NothingGiven):
        actions.finish_welcome(profile, by=people.ada)

    actions.set_offers(people.ada, ["trattare con i fornitori"], by=people.ada)

    assert actions.finish_welcome(profile, by=people.ada).welcomed_at == clock.now()


# ── who sees what ──


def everything_told(people: Cast) -> Profile:
    profile = actions.begin_profile(people.ada)
    actions.edit_profile(
        profile, by=people.ada, version=1, story="Trent’anni di acquisti.", city="Parma", skills=["acquisti"]
    )
    actions.set_offers(people.ada, ["leggere un bilancio"], by=people.ada)
    actions.set_needs(people.ada, ["una supplente a marzo"], by=people.ada)
    return profile_of(people.ada)


@pytest.mark.parametrize(
    ("sight", "viewer", "seen"),
    [
        (Sight.COMMUNITY, "paola", True),
        (Sight.PARTNERS, "paola", False),
        (Sight.PARTNERS, "giulio", True),
        (Sight.PARTNERS, "marta", True),
        (Sight.COORDINATORS, "giulio", False),
        (Sight.COORDINATORS, "marta", True),
        (Sight.ME, "marta", False),
        (Sight.ME, "ada", True),
    ],
)
def test_a_field_is_seen_by_those_it_is_for(people: Cast, sight: str, viewer: str, seen: bool) -> None:
    profile = everything_told(people)
    open_partnership(people.ada, people.giulio, source=people.ada)
    names = [ProfileField.STORY, ProfileField.OFFERS, ProfileField.NEEDS, ProfileField.SKILLS, ProfileField.PLACE]
    actions.choose_sights(profile, dict.fromkeys(names, sight), by=people.ada, version=profile.version)

    shown = seen_profile(profile_of(people.ada), getattr(people, viewer))

    found = (shown.story, shown.place, shown.skills, [o.text for o in shown.offers], [n.text for n in shown.needs])
    told = ("Trent’anni di acquisti.", "Parma", ["acquisti"], ["leggere un bilancio"], ["una supplente a marzo"])
    assert found == (told if seen else ("", "", [], [], []))


def test_partners_see_no_more_once_they_part(people: Cast) -> None:
    profile = everything_told(people)
    actions.choose_sights(profile, {"story": Sight.PARTNERS}, by=people.ada, version=profile.version)
    open_partnership(people.giulio, people.ada, source=people.ada)
    assert seen_profile(profile_of(people.ada), people.giulio).story

    close_partnership(people.ada, people.giulio, source=people.ada)

    assert seen_profile(profile_of(people.ada), people.giulio).story == ""


def test_what_is_hidden_cannot_be_found_by_searching(people: Cast) -> None:
    profile = everything_told(people)
    assert list(find_people(people.paola, Narrowing(words="BILANCIO"))) == [people.ada]

    actions.choose_sights(profile, {"offers": Sight.ME, "place": Sight.ME}, by=people.ada, version=profile.version)

    assert list(find_people(people.paola, Narrowing(words="bilancio"))) == []
    assert list(find_people(people.paola, Narrowing(city="Parma"))) == []
    assert list(find_people(people.paola, Narrowing(words="carta ada"))) == [people.ada]


def test_accents_do_not_matter_when_searching(people: Cast) -> None:
    actions.set_offers(people.ada, ["qualità e città"], by=people.ada)

    assert list(find_people(people.paola, Narrowing(words="qualita CITTÀ"))) == [people.ada]


def test_blocked_suspended_and_left_people_are_absent(people: Cast) -> None:
    for person in (people.ada, people.giulio, people.davide):
        actions.begin_profile(person)
    block_person(people.ada, by=people.paola)
    Membership.objects.filter(pk=people.giulio.pk).update(state=MembershipState.SUSPENDED)

    assert set(people_visible_to(people.paola)) == {people.marta, people.paola, people.davide}
    assert set(people_visible_to(people.ada)) == {people.marta, people.ada, people.davide}
    assert [profile.membership for profile in profiles_visible_to(people.paola)] == [people.davide]


def test_needs_are_left_alone_by_other_people_with_the_same_need(people: Cast) -> None:
    actions.set_needs(people.ada, ["inglese"], by=people.ada)
    actions.set_needs(people.giulio, ["inglese"], by=people.giulio)

    actions.set_needs(people.ada, [], by=people.ada)

    assert list(Need.objects.filter(closed_at=None).values_list("membership", flat=True)) == [people.giulio.pk]
