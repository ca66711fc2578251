"""Races between people: to be connected, to help, to bring together, to share, to answer for somebody, to be safe, to leave."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

from racing import Press, Race, expect

# isort: split
from django.urls import reverse

from reciproca.boundaries.models import Block
from reciproca.communities.models import Membership
from reciproca.conversations.actions import open_conversation
from reciproca.conversations.models import Conversation, Message, Seat
from reciproca.core import clock
from reciproca.exchanges import actions as exchanges
from reciproca.exchanges.models import Answer, Ask, Reception, Share
from reciproca.introductions import actions as introductions
from reciproca.introductions import mails as letters_of_introductions
from reciproca.introductions.models import Approach, Introduction
from reciproca.introductions.queries import approaches_to
from reciproca.network import actions as network
from reciproca.network import mails as letters_of_network
from reciproca.network.models import Alliance, Connection, ConnectionRequest, Encounter
from reciproca.network.queries import are_connected, code_of
from reciproca.notifications.models import OutboxMail
from reciproca.people.actions import state_need
from reciproca.people.models import Invitation, Need
from reciproca.privacy.actions import erase_person
from reciproca.safeguarding.actions import file_report, vouch_for
from reciproca.safeguarding.models import Attestation, Decision, Report
from reciproca.safeguarding.rules import MOST_VOUCHES
from reciproca.suggestions.actions import offer_help
from reciproca.suggestions.models import HelpOffer
from reciproca.suggestions.rules import MOST_WAITING

__all__ = ["Between"]

REQUEST = {"context": "Ci siamo visti a Urbino.", "why": "Vorrei capire da dove si comincia.", "offer": ""}
INTRODUCTION = {"goal": "Mezz’ora sulla Germania.", "note": "Ti va?", "text": "Mi occupo di qualità in un caseificio."}
HOUR = {"words": "Mezz’ora insieme."}


class Between(Race):
    """What these races have in common: people who have been here for years."""

    def of_years(self, name: str, *, answered_for: bool = False) -> Membership:
        """`answered_for`: who coordinates once invited them."""
        person = self.member(name)
        person.joined_at = clock.now() - timedelta(days=700)
        person.save(update_fields=["joined_at"])
        if answered_for:
            Invitation.objects.create(
                membership=person, invited_by=self.coordinators()[0], digest=uuid4().hex,
                used_at=person.joined_at, expires_at=person.joined_at,
            )  # fmt: skip
        return person

    def of_years_all(self, *names: str) -> list[Membership]:
        """The same for several, kept in this order for the judge."""
        people = [self.of_years(name) for name in names]
        self.kept["people"] = " ".join(str(person.pk) for person in people)
        return people

    @property
    def people(self) -> list[Membership]:
        found = {str(person.pk): person for person in Membership.objects.select_related("community")}
        return [found[key] for key in self.kept["people"].split()]

    def leaving(self, person: Membership) -> Press:
        at = reverse("privacy:own-erasure", kwargs={"public_id": person.public_id})
        return self.press(person, at, {"understood": "on"}) | {"name": "leaving"}

    def ask_of(self, person: Membership, **words: Any) -> Ask:
        return self.keep(exchanges.post_ask("Chi guarda il mio primo budget?", by=person, **words))

    def introduction(self, *, passed_on: bool = False) -> Introduction:
        """Giulio asks Ada for an introduction to Paola; `passed_on`: it is before Paola."""
        giulio, ada, paola = self.of_years_all("Giulio", "Ada", "Paola")
        network.connect(giulio, ada, source=giulio)
        network.connect(ada, paola, source=ada)
        asked = introductions.request_introduction(by=giulio, introducer=ada, recipient=paola, **INTRODUCTION)
        if passed_on:
            introductions.forward_introduction(asked, by=ada, text=asked.text)
        return self.keep(asked)

    def share_of(self, sharer: Membership, *people: Membership) -> Share:
        share = self.keep(exchanges.write_share("Il bando", by=sharer, words="Scade a fine mese."))
        return exchanges.send_share(share, people, by=sharer) if people else share

    @staticmethod
    def still_told(mails: Any, name: str, row: Any) -> int:
        """Letters about this that would say something if they were sent now."""
        found = OutboxMail.objects.filter(renderer__endswith=f".{name}", key__contains=str(row.public_id))
        return sum(getattr(mails, name)(mail) is not None for mail in found)


# ── being connected ──────────────────────────────────────────────────────────


class AskOneAnother(Between):
    """Two people ask each other to be connected: that is two yeses, and one connection."""

    def presses(self) -> list[Press]:
        ada, giulio = self.of_years_all("Ada", "Giulio")
        pairs = ((ada, giulio), (giulio, ada))
        return [self.press(one, "network:request-new", REQUEST, public_id=other.public_id) for one, other in pairs]

    def faults(self) -> Iterator[str]:
        ada, giulio = self.people
        asked = ConnectionRequest.objects.filter(asker__in=(ada, giulio), receiver__in=(ada, giulio))
        yield from expect("requests", sorted(asked.values_list("state", flat=True)), ["accepted", "accepted"])
        yield from expect("connections", Connection.objects.filter(first=ada, second=giulio).count(), 1)
        yield from expect("accepted", sum(self.deeds("accept_connection", one) for one in asked), 1)
        yield from expect("told", sum(self.letters("connection_accepted", one) for one in asked), 1)


class AcceptWhileBlocked(Between):
    """Ada accepts Giulio’s request while each blocks the other: whichever is first, they are not connected."""

    def presses(self) -> list[Press]:
        ada, giulio = self.of_years_all("Ada", "Giulio")
        asked = self.keep(network.request_connection(ada, by=giulio, context="Urbino", why="Il listino"))
        return [
            self.press(ada, "network:request-acceptance", public_id=asked.public_id),
            self.press(giulio, "people:block", public_id=ada.public_id),
            self.press(ada, "people:block", public_id=giulio.public_id),
        ]

    def faults(self) -> Iterator[str]:
        ada, giulio = self.people
        asked = self.row(ConnectionRequest)
        rows = Connection.objects.filter(first=ada, second=giulio).count()
        yield from expect("connected", are_connected(ada, giulio), False)
        yield from expect("blocks", Block.objects.filter(blocker__in=(ada, giulio)).count(), 1, 2)
        yield from expect("request and rows", (asked.state, rows), ("open", 0), ("accepted", 1))
        yield from expect("accepted", self.deeds("accept_connection", asked), rows)
        yield from expect("told", self.still_told(letters_of_network, "connection_accepted", asked), 0)


class NameOneAnother(Between):
    """Two people name each other as allies: both stand, and whoever was first is told."""

    def presses(self) -> list[Press]:
        ada, giulio = self.of_years_all("Ada", "Giulio")
        network.connect(ada, giulio, source=ada)
        pairs = ((ada, giulio), (giulio, ada))
        return [self.press(one, "network:alliance", public_id=other.public_id) for one, other in pairs]

    def faults(self) -> Iterator[str]:
        named = Alliance.objects.filter(person__in=self.people)
        yield from expect("named", named.count(), 2)
        yield from expect("told", sum(self.letters("allied", one) for one in named), 1)


class ReadTwice(Between):
    """The code that Ada shows is read by two at once: one of them met her."""

    def presses(self) -> list[Press]:
        ada, giulio, paola = self.of_years_all("Ada", "Giulio", "Paola")
        code = {"code": code_of(self.keep(network.show_code(by=ada)))}
        return [self.press(one, "network:encounter-reading", code) for one in (giulio, paola)]

    def faults(self) -> Iterator[str]:
        yield from expect("somebody read it", self.row(Encounter).guest_id is not None, True)
        yield from expect("read", self.done(), 1)


class ConfirmWhileRefused(Between):
    """Ada says that she met Giulio, and in another window that it was not so."""

    def presses(self) -> list[Press]:
        ada, giulio = self.of_years_all("Ada", "Giulio")
        at = {"public_id": self.keep(network.read_code(code_of(network.show_code(by=ada)), by=giulio)).public_id}
        return [self.press(ada, f"network:encounter-{name}", **at) for name in ("confirmation", "refusal")]

    def faults(self) -> Iterator[str]:
        met, (ada, giulio) = self.row(Encounter), self.people
        was_so = (met.confirmed_at is not None, met.refused_at is not None)
        yield from expect("so or not", was_so, (True, False), (False, True))
        said = int(was_so[0])
        yield from expect("lines", len(self.lines(met)), said)
        yield from expect("connections", Connection.objects.filter(first=ada, second=giulio).count(), said)
        yield from expect("met", Attestation.objects.filter(source_id=str(met.public_id)).count(), 2 * said)


# ── asks and answers ─────────────────────────────────────────────────────────


class CloseWhileAnswered(Between):
    """Giulio closes his ask while three answer it: every answer is kept, and each is told what they must know."""

    def presses(self) -> list[Press]:
        giulio, *others = self.of_years_all("Giulio", "Ada", "Paola", "Davide")
        ask = {"public_id": self.ask_of(giulio).public_id}
        close = self.press(giulio, "exchanges:ask-closing", {"change": "Il budget regge."}, **ask)
        one, two, three = (self.press(who, "exchanges:answer-give", {"text": "Eccomi"}, **ask) for who in others)
        return [one, close, two, three]

    def faults(self) -> Iterator[str]:
        ask = self.row(Ask)
        answers = Answer.objects.filter(ask=ask)
        yield from expect("state", ask.state, "solved")
        yield from expect("closed", self.deeds("close_ask", ask), 1)
        yield from expect("answers", answers.count(), 3)
        yield from expect("told to who asks", self.letters("ask_answered", ask), 1)
        for answer in answers:
            yield from expect("late", answer.came_late, answer.written_at > ask.closed_at)
            yield from expect("told to who answered", self.letters("ask_closed", answer), int(not answer.came_late))


class HelpedWhileClosed(Between):
    """Giulio says in one window that Ada’s answer helped, and in another closes his ask with the same: it counts once."""

    def presses(self) -> list[Press]:
        giulio, ada = self.of_years_all("Giulio", "Ada")
        answer = self.keep(exchanges.answer_ask(self.ask_of(giulio), by=ada, text="Parti dai costi fissi."))
        said = {"change": "Il budget regge.", "helped": [str(answer.public_id)]}
        return [
            self.press(giulio, "exchanges:answer-help", {"change": "Regge."}, public_id=answer.public_id),
            self.press(giulio, "exchanges:ask-closing", said, public_id=answer.ask.public_id),
        ]

    def faults(self) -> Iterator[str]:
        answer = self.row(Answer)
        yield from expect(
            "closed, or refused with what was said",
            answer.ask.state,
            "solved" if self.done("ask-closing") else "helped",
        )
        yield from expect("lines", [line.seq for line in self.lines(answer)], [answer.ledger_seq])
        yield from expect("told", self.letters("answer_helped", answer), 1)


class WithdrawWhileAnswered(Between):
    """Giulio takes his ask back while others answer it: nobody answers what is gone."""

    def presses(self) -> list[Press]:
        giulio, *others = self.of_years_all("Giulio", "Ada", "Paola")
        ask = {"public_id": self.ask_of(giulio).public_id}
        one, two = (self.press(who, "exchanges:answer-give", {"text": "Eccomi"}, **ask) for who in others)
        return [one, self.press(giulio, "exchanges:ask-withdrawal", **ask), two]

    def faults(self) -> Iterator[str]:
        ask = self.row(Ask)
        answers = Answer.objects.filter(ask=ask)
        yield from expect("state", ask.state, "withdrawn")
        yield from expect("after it was gone", answers.filter(written_at__gt=ask.closed_at).count(), 0)
        yield from expect("answered", self.deeds("answer_ask", ask), answers.count())


class ListenTwice(Between):
    """Who wants to be listened to is listened to by one person, however many are ready."""

    def presses(self) -> list[Press]:
        giulio, *others = self.of_years_all("Giulio", "Ada", "Paola")
        ask = self.ask_of(giulio, kind="listen")
        for person in others:
            ask.routes.create(person=person, reason="passed", asked_at=clock.now())
        at = {"public_id": ask.public_id}
        return [self.press(who, "exchanges:answer-give", {"text": "Ti ascolto"}, **at) for who in others]

    def faults(self) -> Iterator[str]:
        yield from expect("who listens", Answer.objects.filter(ask=self.row(Ask)).count(), 1)


class TakeUpWhileWithdrawn(Between):
    """Giulio takes up the hour that Ada offers, in several windows, while she takes her answer back."""

    def presses(self) -> list[Press]:
        giulio, ada = self.of_years_all("Giulio", "Ada")
        hour = {"meets_at": clock.now() + timedelta(days=3), "meets_minutes": 45}
        answer = self.keep(exchanges.answer_ask(self.ask_of(giulio), by=ada, text="Guardiamolo.", **hour))
        self.kept["address"] = str(answer.public_id)
        at = {"public_id": answer.public_id}
        take = self.press(giulio, "exchanges:answer-meeting", **at)
        return [take, self.press(ada, "exchanges:answer-withdrawal", **at), take]

    def faults(self) -> Iterator[str]:
        answer = Answer.objects.filter(pk=self.kept["Answer"]).first()
        told = OutboxMail.objects.filter(renderer__endswith=".meeting_changed", key__contains=self.kept["address"])
        stands = answer is not None and answer.is_meeting_on
        story = (stands, self.done("answer-meeting"), self.done("answer-withdrawal"), told.count())
        yield from expect("stands, taken, taken back, told", story, (True, 1, 0, 2), (False, 0, 1, 0))


class LastPlace(Between):
    """So many offers of help wait with one person at a time, however many write at once."""

    def presses(self) -> list[Press]:
        paola = self.of_years("Paola")
        need = self.keep(state_need(paola, "Una parola sul budget", by=paola))
        one, *others = [self.of_years("Giulio") for _ in range(MOST_WAITING + 3)]
        offer_help(need, "Mezz’ora al telefono.", by=one)
        return [self.press(who, "suggestions:offer-new", HOUR, public_id=need.public_id) for who in others]

    def faults(self) -> Iterator[str]:
        offers = HelpOffer.objects.filter(need=self.row(Need))
        yield from expect("offers that wait, and sent", (offers.count(), self.done()), (MOST_WAITING, MOST_WAITING - 1))


class OfferToOneAnother(Between):
    """Two people offer each other a hand."""

    def presses(self) -> list[Press]:
        ada, giulio = self.of_years_all("Ada", "Giulio")
        needs = {who.pk: state_need(who, "Una parola sul budget", by=who).public_id for who in (ada, giulio)}
        pairs = ((ada, giulio), (giulio, ada))
        return [self.press(one, "suggestions:offer-new", HOUR, public_id=needs[other.pk]) for one, other in pairs]

    def faults(self) -> Iterator[str]:
        offers = HelpOffer.objects.filter(author__in=self.people)
        yield from expect("offers, and sent", (offers.count(), self.done()), (2, 2))


# ── introductions ────────────────────────────────────────────────────────────


class WithdrawWhilePassedOn(Between):
    """Ada passes the request on while Giulio takes it back: before Paola nothing stays of it, whoever was first."""

    def presses(self) -> list[Press]:
        asked = self.introduction()
        at, words = {"public_id": asked.public_id}, {"text": asked.text, "words": "Di lui ci si può fidare."}
        return [
            self.press(asked.introducer, "introductions:forwarding", words, **at),
            self.press(asked.requester, "introductions:withdrawal", **at),
        ]

    def faults(self) -> Iterator[str]:
        asked, (_giulio, _ada, paola) = self.row(Introduction), self.people
        yield from expect("state", asked.state, "withdrawn")
        yield from expect("before Paola", approaches_to(paola).count(), 0)
        written = Approach.objects.filter(introduction=asked)
        yield from expect("passed on", self.done("forwarding"), written.count())
        for approach in written:
            told = self.still_told(letters_of_introductions, "introduction_forwarded", approach)
            yield from expect("told", told, 0)


class AnswerWhileWithdrawn(Between):
    """Paola says yes while Giulio takes his request back: either they are brought together, or nothing happened."""

    def presses(self) -> list[Press]:
        asked = self.introduction(passed_on=True)
        yes = self.press(asked.recipient, "introductions:acceptance", public_id=asked.public_id)
        return [yes, self.press(asked.requester, "introductions:withdrawal", public_id=asked.public_id)]

    def faults(self) -> Iterator[str]:
        asked, (giulio, _ada, paola) = self.row(Introduction), self.people
        talks = Conversation.objects.filter(origin_kind="introduction", origin_id=str(asked.public_id)).count()
        story = (asked.state, are_connected(giulio, paola), talks)
        yield from expect("story", story, ("withdrawn", False, 0), ("accepted", True, 1))
        yield from expect("told", self.letters("introduction_agreed", asked), 2 * talks)


class DeclineWhileAllyLeaves(Between):
    """Paola says no while Ada, who brought it to her, leaves: Giulio is told of neither."""

    def presses(self) -> list[Press]:
        asked = self.introduction(passed_on=True)
        no = self.press(asked.recipient, "introductions:declination", public_id=asked.public_id)
        return [no, self.leaving(asked.introducer)]

    def faults(self) -> Iterator[str]:
        asked, (giulio, ada, paola) = self.row(Introduction), self.people
        yield from expect("state", asked.state, "forwarded")
        yield from expect("left", self.deeds("ask_for_erasure", ada), 1)
        yield from expect("connected", are_connected(giulio, paola), False)
        to_giulio = OutboxMail.objects.filter(key__contains=str(giulio.public_id), key__startswith="introduction")
        yield from expect("told to who asked", to_giulio.count(), 0)


class AcceptWhileAllyLeaves(Between):
    """Paola says yes while Ada leaves: either all three were together before, or nothing came of it."""

    def presses(self) -> list[Press]:
        asked = self.introduction(passed_on=True)
        yes = self.press(asked.recipient, "introductions:acceptance", public_id=asked.public_id)
        return [yes, self.leaving(asked.introducer)]

    def faults(self) -> Iterator[str]:
        asked, (giulio, ada, paola) = self.row(Introduction), self.people
        seats = Seat.objects.filter(conversation__origin_id=str(asked.public_id)).count()
        story = (asked.state, are_connected(giulio, paola), seats)
        yield from expect("story", story, ("forwarded", False, 0), ("accepted", True, 3))
        yield from expect("left", ada.state, "left")


# ── shares ───────────────────────────────────────────────────────────────────


class PassOnWhileClosed(Between):
    """Ada ends what she shared while Giulio passes it on: nobody is left with something that is over."""

    def presses(self) -> list[Press]:
        ada, giulio, paola = self.of_years_all("Ada", "Giulio", "Paola")
        share = self.share_of(ada, giulio)
        to = {"public_id": share.public_id, "person_id": paola.public_id}
        return [
            self.press(giulio, "exchanges:share-passing-to", {"note": "Per te."}, **to),
            self.press(ada, "exchanges:share-closing", public_id=share.public_id),
        ]

    def faults(self) -> Iterator[str]:
        share = self.row(Share)
        receptions = sorted(Reception.objects.filter(share=share).values_list("state", flat=True))
        yield from expect("state", share.state, "closed")
        yield from expect("receptions", receptions, ["let_go"], ["let_go", "passed"])
        yield from expect("passed on", self.done("share-passing-to"), len(receptions) - 1)


class ThankWhileClosed(Between):
    """Giulio says thank you for what Ada ends in that moment: it is in the ledger, or he reads that it is over."""

    def presses(self) -> list[Press]:
        ada, giulio = self.of_years_all("Ada", "Giulio")
        at = {"public_id": self.share_of(ada, giulio).public_id}
        thanks = self.press(giulio, "exchanges:share-thanks", {"change": "Ci siamo candidati."}, **at)
        return [thanks, self.press(ada, "exchanges:share-closing", **at)]

    def faults(self) -> Iterator[str]:
        reception = Reception.objects.get(share=self.row(Share))
        story = (reception.state, len(self.lines(reception)), self.done("share-thanks"))
        yield from expect("story", story, ("thanked", 1, 1), ("let_go", 0, 0))


class ShareWithOneAnother(Between):
    """Two people send each other something."""

    def presses(self) -> list[Press]:
        ada, giulio = self.of_years_all("Ada", "Giulio")
        pairs = ((ada, giulio), (giulio, ada))
        network.connect(ada, giulio, source=ada)
        for one, other in pairs:
            network.name_ally(other, by=one)
        ways = [(one, {"people": [str(other.public_id)]}, self.share_of(one).public_id) for one, other in pairs]
        return [self.press(one, "exchanges:share-sending", to, public_id=key) for one, to, key in ways]

    def faults(self) -> Iterator[str]:
        sent = Share.objects.filter(sharer__in=self.people, state="open")
        received = Reception.objects.filter(share__in=sent)
        yield from expect("sent, received, done", (sent.count(), received.count(), self.done()), (2, 2, 2))


# ── answering for somebody, and deciding ─────────────────────────────────────


class FourthVouch(Between):
    """Ada answers for many at once: for three, as the rule says."""

    def presses(self) -> list[Press]:
        ada = self.keep(self.of_years("Ada", answered_for=True))
        one, *others = [self.of_years("Lea") for _ in range(MOST_VOUCHES + 2)]
        vouch_for(one, by=ada)
        return [self.press(ada, "safeguarding:vouch-new", public_id=other.public_id) for other in others]

    def faults(self) -> Iterator[str]:
        vouches = Attestation.objects.filter(by=self.row(Membership)).count()
        yield from expect("vouches, and given", (vouches, self.done()), (MOST_VOUCHES, MOST_VOUCHES - 1))


class VouchForOneAnother(Between):
    """Two people answer for each other."""

    def presses(self) -> list[Press]:
        ada, paola = (self.of_years(name, answered_for=True) for name in ("Ada", "Paola"))
        self.kept["people"] = f"{ada.pk} {paola.pk}"
        pairs = ((ada, paola), (paola, ada))
        return [self.press(one, "safeguarding:vouch-new", public_id=other.public_id) for one, other in pairs]

    def faults(self) -> Iterator[str]:
        vouches = Attestation.objects.filter(by__in=self.people).count()
        yield from expect("vouches, and given", (vouches, self.done()), (2, 2))


class DecideTwice(Between):
    """Two who coordinate settle the same report: one decision, and one letter to who reported."""

    def presses(self) -> list[Press]:
        ada, giulio = self.of_years_all("Ada", "Giulio")
        report = self.keep(file_report("membership", giulio.public_id, by=ada, reason="hurts"))
        said = {"decided": "close", "days": "14", "reason": "Ne ho parlato.", "to_reporter": "Grazie, è risolto."}
        at = {"public_id": report.public_id}
        return [self.press(by, "safeguarding:report-decision", said, **at) for by in self.coordinators()]

    def faults(self) -> Iterator[str]:
        report = self.row(Report)
        decisions = Decision.objects.filter(report=report)
        yield from expect("state", report.state, "settled")
        made = (decisions.count(), self.done(), self.deeds("decide_report", report))
        yield from expect("decisions", made, (1, 1, 1))
        yield from expect("told", sum(self.letters("decision_for_reporter", one) for one in decisions), 1)


# ── leaving ──────────────────────────────────────────────────────────────────


class LeaveWhileWrittenTo(Between):
    """Giulio leaves while others write to him and ask him; then he is erased, and what they wrote is theirs."""

    def presses(self) -> list[Press]:
        giulio, ada, paola = self.of_years_all("Giulio", "Ada", "Paola")
        network.connect(giulio, ada, source=giulio)
        at = {"public_id": self.keep(open_conversation([giulio, ada], by=ada)).public_id}
        return [
            self.press(ada, "conversations:conversation-detail", {"text": "A martedì, allora. {n}"}, **at),
            self.leaving(giulio),
            self.press(giulio, "conversations:conversation-detail", {"text": "Ci sarò. {n}"}, **at),
            self.press(paola, "network:request-new", REQUEST, public_id=giulio.public_id),
        ]

    def faults(self) -> Iterator[str]:
        talk, (giulio, ada, _paola) = self.row(Conversation), self.people
        yield from expect("state", giulio.state, "left")
        yield from expect("asked", self.deeds("ask_for_erasure", giulio), 1)
        messages = Message.objects.filter(conversation=talk).order_by("number")
        numbers = list(messages.values_list("number", flat=True))
        yield from expect("numbers", numbers, list(range(1, talk.last_number + 1)))
        yield from expect("kept and answered", len(numbers), self.done("conversation-detail"))
        erase_person(giulio)
        giulio.refresh_from_db()
        yield from expect(
            "kept by Ada, without his name", (messages.count(), "Giulio" in giulio.name), (len(numbers), False)
        )
        yield from expect("his place there", list(talk.seats.values_list("person", flat=True)), [ada.pk])
        yield from expect("asked of him", ConnectionRequest.objects.filter(receiver=giulio).count(), 0)
