"""The named people of every example, screenshot and test.

Alumni Montefeltro: Marta coordinates; Ada mentors; Giulio is a mentee; Paola and Davide are members; Nora was
imported and not yet invited. All have been here for a year: what newcomers may is a test of its own. Circolo Bellini is another community on the same server: Irene coordinates it, and Ugo
belongs to it. Rosa keeps the server and belongs to neither.
"""

from dataclasses import dataclass
from datetime import timedelta

from reciproca.communities.actions import activate_membership, add_member, found_community, open_account
from reciproca.communities.choices import Role
from reciproca.communities.models import Account, Community, Membership
from reciproca.core.scope import within

__all__ = ["Cast", "assemble", "join"]


@dataclass(frozen=True, slots=True)
class Cast:
    montefeltro: Community
    bellini: Community
    marta: Membership
    ada: Membership
    giulio: Membership
    paola: Membership
    davide: Membership
    nora: Membership
    irene: Membership
    ugo: Membership
    rosa: Account


def join(given_name: str, family_name: str, *, role: str = Role.MEMBER, language: str = "it") -> Membership:
    """A new active member of the community in force, with an account."""
    email = f"{given_name}.{family_name}@example.org".lower().replace(" ", "")
    person = add_member(
        email=email, given_name=given_name, family_name=family_name, role=role, language=language, by=None
    )
    return activate_membership(person, account=open_account(email, language=language))


def assemble() -> Cast:
    montefeltro = found_community(slug="montefeltro", name="Alumni Montefeltro")
    bellini = found_community(slug="bellini", name="Circolo Bellini", language="en", time_zone="Europe/London")
    with within(montefeltro):
        people = {
            "marta": join("Marta", "Ferri", role=Role.COORDINATOR),
            "ada": join("Ada", "Carta"),
            "giulio": join("Giulio", "Serra"),
            "paola": join("Paola", "Neri"),
            "davide": join("Davide", "Longo", language="en"),
            "nora": add_member(email="nora.vitali@example.org", given_name="Nora", family_name="Vitali", by=None),
        }
    with within(bellini):
        people |= {
            "irene": join("Irene", "Costa", role=Role.COORDINATOR, language="en"),
            "ugo": join("Ugo", "Pace"),
        }
    for person in people.values():
        if person.joined_at is not None:
            person.joined_at -= timedelta(days=365)
            person.save(update_fields=["joined_at"])
    rosa = open_account("rosa@example.org")
    rosa.is_server_administrator = True
    rosa.save(update_fields=["is_server_administrator"])
    return Cast(montefeltro=montefeltro, bellini=bellini, rosa=rosa, **people)
