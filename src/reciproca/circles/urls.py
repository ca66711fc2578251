"""Addresses of this room inside a community."""

from reciproca.communities.policies import coordinator, member
from reciproca.core.permission import Limit, route

from .views import (
    cases,
    charters,
    checkins,
    circles,
    commitments,
    compositions,
    concerns,
    meetings,
    mendings,
    pulses,
    rings,
    wins,
)

app_name = "circles"
WRITING = Limit(per_account=30, per_address=150, seconds=600)
ONE = "circles/<uuid:public_id>"
SEAT = "circles/seats/<uuid:public_id>"
CHARTER = "circles/charters/<uuid:public_id>"
MEETING = "circles/meetings/<uuid:public_id>"
CHECK_IN = "circles/check-ins/<uuid:public_id>"
WIN = "circles/wins/<uuid:public_id>"
PULSE = "circles/pulses/<uuid:public_id>"
COMPOSITION = "circles/compositions/<uuid:public_id>"
PROPOSED = "circles/proposed/<uuid:public_id>"
SIGN_UP = "circles/sign-ups/<uuid:public_id>"
COMMITMENT = "circles/commitments/<uuid:public_id>"
CASE = "circles/cases/<uuid:public_id>"
QUESTION = "circles/questions/<uuid:public_id>"
IDEA = "circles/ideas/<uuid:public_id>"
MENDING = "circles/mendings/<uuid:public_id>"
RING = "circles/rings/<uuid:public_id>"
RING_ASK = "circles/ring-asks/<uuid:public_id>"
RING_OFFER = "circles/ring-offers/<uuid:public_id>"
urlpatterns = [
    route("circles/", circles.circle_list, policy=member, name="circle-list"),
    route("circles/new/", circles.circle_new, policy=member, name="circle-new", limit=WRITING),
    route(f"{ONE}/", circles.circle, policy=member, name="circle-detail"),
    route(f"{ONE}/edit/", circles.circle_edit, policy=member, name="circle-edit", limit=WRITING),
    # coming in
    route(f"{ONE}/joining/", circles.circle_joining, policy=member, name="circle-joining", limit=WRITING),
    route(f"{ONE}/request/", circles.circle_request, policy=member, name="circle-request", limit=WRITING),
    route(f"{ONE}/invitation/", circles.circle_invitation, policy=member, name="circle-invitation", limit=WRITING),
    route(f"{SEAT}/answer/", circles.seat_answer, policy=member, name="seat-answer"),
    route(f"{SEAT}/acceptance/", circles.seat_acceptance, policy=member, name="seat-acceptance"),
    route(f"{SEAT}/declination/", circles.seat_declination, policy=member, name="seat-declination"),
    # leaving, pausing, ending
    route(f"{ONE}/departure/", circles.circle_departure, policy=member, name="circle-departure"),
    route(f"{ONE}/pause/", circles.circle_pause, policy=member, name="circle-pause", limit=WRITING),
    route(f"{ONE}/return/", circles.circle_return, policy=member, name="circle-return"),
    route(f"{ONE}/ending/", circles.circle_ending, policy=member, name="circle-ending"),
    # the charter
    route(f"{ONE}/charter/", charters.charter_new, policy=member, name="charter-new", limit=WRITING),
    route(f"{ONE}/charters/", charters.charter_list, policy=member, name="charter-list"),
    route(f"{CHARTER}/consent/", charters.charter_consent, policy=member, name="charter-consent"),
    route(f"{CHARTER}/withdrawal/", charters.charter_withdrawal, policy=member, name="charter-withdrawal"),
    # meetings
    route(f"{ONE}/meetings/", meetings.meeting_new, policy=member, name="meeting-new", limit=WRITING),
    route(f"{MEETING}/", meetings.meeting, policy=member, name="meeting-detail"),
    route(f"{MEETING}/move/", meetings.meeting_move, policy=member, name="meeting-move", limit=WRITING),
    route(
        f"{MEETING}/cancellation/",
        meetings.meeting_cancellation,
        policy=member,
        name="meeting-cancellation",
        limit=WRITING,
    ),
    route(f"{MEETING}/presence/", meetings.meeting_presence, policy=member, name="meeting-presence"),
    route(f"{MEETING}/attendance/", meetings.meeting_attendance, policy=member, name="meeting-attendance"),
    route(f"{MEETING}/round/", meetings.meeting_round, policy=member, name="meeting-round"),
    route(f"{MEETING}/invitation.ics", meetings.meeting_invitation, policy=member, name="meeting-invitation"),
    # commitments
    route(f"{ONE}/commitments/", commitments.commitment_new, policy=member, name="commitment-new", limit=WRITING),
    route(
        f"{COMMITMENT}/outcome/",
        commitments.commitment_outcome,
        policy=member,
        name="commitment-outcome",
        limit=WRITING,
    ),
    route(
        f"{COMMITMENT}/change/", commitments.commitment_change, policy=member, name="commitment-change", limit=WRITING
    ),
    # between meetings
    route(f"{ONE}/check-ins/", checkins.check_in_list, policy=member, name="check-in-list"),
    route(f"{ONE}/check-ins/new/", checkins.check_in_new, policy=member, name="check-in-new", limit=WRITING),
    route(f"{ONE}/nudges/", checkins.circle_nudges, policy=member, name="circle-nudges"),
    route(f"{CHECK_IN}/", checkins.check_in, policy=member, name="check-in-detail", limit=WRITING),
    route(f"{CHECK_IN}/declination/", checkins.check_in_declination, policy=member, name="check-in-declination"),
    route(f"{CHECK_IN}/ending/", checkins.check_in_ending, policy=member, name="check-in-ending"),
    # wins
    route(f"{ONE}/wins/", wins.win_new, policy=member, name="win-new", limit=WRITING),
    route(f"{WIN}/cheer/", wins.win_cheer, policy=member, name="win-cheer", limit=WRITING),
    route(f"{WIN}/showing/", wins.win_showing, policy=member, name="win-showing", limit=WRITING),
    route(f"{WIN}/withdrawal/", wins.win_withdrawal, policy=member, name="win-withdrawal"),
    # how it feels, and what worries
    route(f"{ONE}/concern/", concerns.circle_concern, policy=member, name="circle-concern", limit=WRITING),
    route(f"{PULSE}/", pulses.pulse, policy=member, name="pulse-answer", limit=WRITING),
    # composing many at once: who signs up
    route(f"{COMPOSITION}/sign-up/", compositions.sign_up_page, policy=member, name="sign-up", limit=WRITING),
    route(f"{COMPOSITION}/withdrawal/", compositions.sign_up_withdrawal, policy=member, name="sign-up-withdrawal"),
    # who coordinates
    route("circles/compositions/", compositions.composition_list, policy=coordinator, name="composition-list"),
    route("circles/compositions/new/", compositions.composition_new, policy=coordinator, name="composition-new"),
    route(f"{COMPOSITION}/", compositions.composition, policy=coordinator, name="composition-detail"),
    route(f"{COMPOSITION}/edit/", compositions.composition_edit, policy=coordinator, name="composition-edit"),
    route(f"{COMPOSITION}/composing/", compositions.composing, policy=coordinator, name="composing"),
    route(
        f"{COMPOSITION}/progress/", compositions.composition_progress, policy=coordinator, name="composition-progress"
    ),
    route(
        f"{COMPOSITION}/publication/",
        compositions.composition_publication,
        policy=coordinator,
        name="composition-publication",
    ),
    route(
        f"{COMPOSITION}/discarding/",
        compositions.composition_discarding,
        policy=coordinator,
        name="composition-discarding",
    ),
    route(
        f"{COMPOSITION}/export.csv",
        compositions.composition_export_csv,
        policy=coordinator,
        name="composition-export-csv",
    ),
    route(
        f"{COMPOSITION}/export.xlsx",
        compositions.composition_export_xlsx,
        policy=coordinator,
        name="composition-export-xlsx",
    ),
    route(f"{PROPOSED}/name/", compositions.proposed_name, policy=coordinator, name="proposed-name"),
    route(f"{PROPOSED}/fixing/", compositions.proposed_fixing, policy=coordinator, name="proposed-fixing"),
    route(f"{SIGN_UP}/", compositions.sign_up_exchange, policy=coordinator, name="sign-up-exchange"),
    route(f"{SIGN_UP}/fixing/", compositions.sign_up_fixing, policy=coordinator, name="sign-up-fixing"),
    # circles that became small
    route("circles/mendings/", mendings.mending_list, policy=coordinator, name="mending-list"),
    route(f"{ONE}/mending/", mendings.mending_new, policy=coordinator, name="mending-new"),
    route(f"{MENDING}/answer/", mendings.mending_answer, policy=member, name="mending-answer"),
    # cases
    route(f"{ONE}/cases/", cases.case_new, policy=member, name="case-new", limit=WRITING),
    route(f"{CASE}/", cases.case, policy=member, name="case-detail"),
    route(f"{CASE}/brief/", cases.case_brief, policy=member, name="case-brief", limit=WRITING),
    route(f"{CASE}/step/", cases.case_step, policy=member, name="case-step"),
    route(f"{CASE}/question/", cases.case_question, policy=member, name="case-question", limit=WRITING),
    route(f"{CASE}/idea/", cases.case_idea, policy=member, name="case-idea", limit=WRITING),
    route(f"{CASE}/close/", cases.case_close, policy=member, name="case-close", limit=WRITING),
    route(f"{CASE}/outcome/", cases.case_outcome, policy=member, name="case-outcome", limit=WRITING),
    route(f"{CASE}/deletion/", cases.case_deletion, policy=member, name="case-deletion"),
    route(f"{CASE}/notes.md", cases.case_notes, policy=member, name="case-notes"),
    route(f"{CASE}/note/", cases.case_note, policy=member, name="case-note", limit=WRITING),
    route(f"{QUESTION}/answer/", cases.question_answer, policy=member, name="question-answer", limit=WRITING),
    route(f"{IDEA}/help/", cases.idea_help, policy=member, name="idea-help"),
    route(f"{IDEA}/name/", cases.idea_name, policy=member, name="idea-name"),
    route(f"{IDEA}/withdrawal/", cases.idea_withdrawal, policy=member, name="idea-withdrawal"),
    # rings
    route(f"{ONE}/rings/", rings.ring_new, policy=member, name="ring-new", limit=WRITING),
    route(f"{RING}/", rings.ring, policy=member, name="ring-detail"),
    route(f"{RING}/ask/", rings.ring_ask, policy=member, name="ring-ask", limit=WRITING),
    route(f"{RING}/step/", rings.ring_step, policy=member, name="ring-step"),
    route(f"{RING}/cancellation/", rings.ring_cancellation, policy=member, name="ring-cancellation"),
    route(f"{RING_ASK}/withdrawal/", rings.ring_withdrawal, policy=member, name="ring-withdrawal"),
    route(f"{RING_ASK}/offer/", rings.ring_offer, policy=member, name="ring-offer", limit=WRITING),
    route(f"{RING_ASK}/further/", rings.ring_further, policy=member, name="ring-further", limit=WRITING),
    route(f"{RING_ASK}/passing/", rings.ring_passing, policy=member, name="ring-passing", limit=WRITING),
    route(f"{RING_ASK}/outcome/", rings.ring_outcome, policy=member, name="ring-outcome", limit=WRITING),
    route(f"{RING_OFFER}/agreement/", rings.ring_agreement, policy=member, name="ring-agreement"),
]
