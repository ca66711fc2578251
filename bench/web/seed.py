"""Fills an empty, migrated database with one community of 10,000 members, for the web benchmarks. Seed 1.

    DATA_DIR=… PYTHONPATH=src python bench/web/seed.py

Prints the addresses of a computed round and of the list of running pairs, and the session key of a coordinator who is
signed in. Rows go in by bulk, but for the rounds, which are made as on the pages: what is measured here is reading.
"""

import os
import random
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reciproca.config.settings")

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from reciproca.communities.actions import activate_membership, add_member, found_community, open_account
from reciproca.communities.choices import MembershipState, Role
from reciproca.communities.models import Account, LedgerIdentity, Membership
from reciproca.core.scope import within
from reciproca.matching import actions as matching
from reciproca.matching.models import Round
from reciproca.people.actions import write_whole_index
from reciproca.people.models import Need, Offer, Profile
from reciproca.programmes import actions as programmes

MEMBERS = int(os.environ.get("MEMBERS", "10000"))
GIVEN = [
    "Ada",
    "Bruno",
    "Carla",
    "Dario",
    "Elena",
    "Fabio",
    "Gaia",
    "Hugo",
    "Irene",
    "Lia",
    "Marco",
    "Nina",
    "Omar",
    "Paola",
    "Rita",
    "Sara",
    "Teo",
    "Ugo",
    "Viola",
    "Zeno",
]
FAMILY = [
    "Ferri",
    "Carta",
    "Serra",
    "Neri",
    "Longo",
    "Vitali",
    "Costa",
    "Pace",
    "Riva",
    "Gallo",
    "Conti",
    "Greco",
    "Bruno",
    "Fontana",
    "Villa",
    "Leone",
    "Mele",
    "Sala",
]
CITIES = [
    "Urbino",
    "Pesaro",
    "Fano",
    "Bologna",
    "Milano",
    "Torino",
    "Roma",
    "Napoli",
    "Bari",
    "Palermo",
    "Cagliari",
    "Trento",
    "London",
    "Paris",
]
TRADES = [
    "buyer",
    "notary",
    "nurse",
    "ceramics maker",
    "teacher",
    "engineer",
    "editor",
    "vet",
    "winemaker",
    "archivist",
    "physicist",
    "cook",
]
TOPICS = [
    "reading a contract", "a first budget", "speaking in public", "changing field", "negotiating a price",
    "leading a small team", "writing a grant", "selling abroad", "coming back after a break", "saying no",
]  # fmt: skip


PAIRS = 40
SLOTS = ["mon-morning", "tue-evening", "wed-evening", "thu-lunch", "sat-morning"]


def match(coordinator: Membership, people: list[Membership], chance: random.Random) -> Round:
    """A cohort of so many mentors and mentees, and its first run."""
    programme = programmes.create_programme(by=coordinator, name_it="Ponti", name_en="Bridges")
    today = timezone.localdate()
    cohort = programmes.create_cohort(
        programme, by=coordinator, name_it="Autunno", name_en="Autumn", registration_opens=today,
        registration_closes=today + timedelta(days=20), starts_on=today + timedelta(days=30),
        ends_on=today + timedelta(days=200),
    )  # fmt: skip
    cohort = programmes.open_registration(cohort, by=coordinator)
    subjects = ["budgets", "negotiating"]
    for number, person in enumerate(people):
        application = programmes.start_application(cohort, by=person, role="mentor" if number % 2 else "mentee")
        answers = {
            "needs": [chance.choice(TOPICS)], "offers": [chance.choice(TOPICS)], "now": chance.choice(TRADES),
            "topics_needed": [chance.choice(subjects)], "topics_offered": subjects, "goals": chance.choice(TOPICS),
            "experience": chance.choice(["3-7", "8-15"]), "languages": [{"code": "it", "level": "C2"}],
            "availability": chance.sample(SLOTS, 3),
        }  # fmt: skip
        kept = programmes.keep_answers(application, answers, by=person, version=application.version)
        programmes.accept_applications([programmes.submit_application(kept, by=person)], by=coordinator)
    opened = matching.open_round(cohort, by=coordinator)
    matching.run_round(matching.start_run(opened, by=coordinator))
    return opened


def fill() -> str:
    chance, now = random.Random(1), timezone.now()
    community = found_community(slug="bench", name="Bench", language="en")
    with within(community):
        account = open_account("coordinator@example.org", language="en")
        coordinator = add_member(
            email=account.email, given_name="Marta", family_name="Ferri", by=None, role=Role.COORDINATOR
        )
        activate_membership(coordinator, account=account)
        accounts = Account.objects.bulk_create(
            [Account(email=f"member{n}@example.org", password="!", language="en") for n in range(MEMBERS)], 1000
        )
        people = Membership.objects.bulk_create(
            [
                Membership(
                    account=one, email=one.email, given_name=chance.choice(GIVEN), family_name=chance.choice(FAMILY),
                    state=MembershipState.ACTIVE, joined_at=now, language="en",
                )
                for one in accounts
            ], 1000,
        )  # fmt: skip
        LedgerIdentity.objects.bulk_create([LedgerIdentity(membership=person) for person in people], 1000)
        profiles = [
            Profile(
                membership=person, headline=f"{chance.choice(TRADES).capitalize()}, {chance.choice(TOPICS)}",
                city=chance.choice(CITIES), languages=[{"code": "it", "level": "C2"}], story="…", updated_at=now,
            )
            for person in people
        ]  # fmt: skip
        Profile.objects.bulk_create(profiles, 1000)
        some = [(person, topic) for person in people for topic in chance.sample(TOPICS, 3)]
        Offer.objects.bulk_create([Offer(membership=p, text=t) for n, (p, t) in enumerate(some) if n % 3 < 2], 2000)
        Need.objects.bulk_create(
            [
                Need(membership=p, text=t, refreshed_at=now - timedelta(days=chance.randrange(60)))
                for n, (p, t) in enumerate(some)
                if n % 3 == 2
            ], 2000,
        )  # fmt: skip
        write_whole_index()
        published = match(coordinator, people[: 2 * PAIRS], chance)
        programmes.close_registration(published.cohort, by=coordinator)
        published.refresh_from_db()
        matching.publish_round(published, by=coordinator, version=published.version)
        reviewed = match(coordinator, people[2 * PAIRS : 4 * PAIRS], chance)
        print(f"/bench/rounds/{reviewed.public_id}/ /bench/overview/pairs/")
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "reciproca.communities.backends.AccountBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return session.session_key or ""


if __name__ == "__main__":
    print(fill())
