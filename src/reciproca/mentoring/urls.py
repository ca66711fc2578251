"""Addresses of this room inside a community."""

from reciproca.communities.policies import anyone_inside, coordinator, member
from reciproca.core.permission import Limit, route

from . import views

app_name = "mentoring"
WRITING = Limit(per_account=60, per_address=300, seconds=600)
ONE = "mentorships/<uuid:public_id>"
urlpatterns = [
    route("mentorships/", views.mentorship_list, policy=member, name="mentorship-list"),
    route("mentorships/signals/", views.signal_list, policy=coordinator, name="signal-list"),
    route(f"{ONE}/oversight/", views.oversight, policy=coordinator, name="mentorship-oversight"),
    route(f"{ONE}/oversight/pause/", views.oversight_pause, policy=coordinator, name="oversight-pause"),
    route(f"{ONE}/oversight/return/", views.oversight_return, policy=coordinator, name="oversight-return"),
    route(f"{ONE}/oversight/ending/", views.oversight_ending, policy=coordinator, name="oversight-ending"),
    route(
        "signals/<uuid:public_id>/settlement/", views.signal_settlement, policy=coordinator, name="signal-settlement"
    ),
    route(f"{ONE}/", views.mentorship, policy=member, name="mentorship-detail"),
    # agreement and goals
    route(f"{ONE}/agreement/", views.agreement, policy=member, name="agreement-new", limit=WRITING),
    route(
        f"{ONE}/agreement/<int:number>/acceptance/",
        views.agreement_acceptance,
        policy=member,
        name="agreement-acceptance",
    ),
    route(
        f"{ONE}/agreement/<int:number>/withdrawal/",
        views.agreement_withdrawal,
        policy=member,
        name="agreement-withdrawal",
    ),
    route(f"{ONE}/goals/new/", views.goal_new, policy=member, name="goal-new"),
    route("goals/<uuid:public_id>/", views.goal, policy=member, name="goal-edit"),
    route("goals/<uuid:public_id>/outcome/", views.goal_outcome, policy=member, name="goal-outcome"),
    # sessions
    route(f"{ONE}/sessions/new/", views.session_new, policy=member, name="session-new", limit=WRITING),
    route(f"{ONE}/sessions/told/", views.session_log, policy=member, name="session-log", limit=WRITING),
    route("sessions/<uuid:public_id>/changes/", views.session_move, policy=member, name="session-move", limit=WRITING),
    route(
        "sessions/<uuid:public_id>/cancellation/",
        views.session_cancellation,
        policy=member,
        name="session-cancellation",
        limit=WRITING,
    ),
    route("sessions/<uuid:public_id>/points/", views.points, policy=member, name="session-points"),
    route("points/<uuid:public_id>/removal/", views.point_removal, policy=member, name="point-removal"),
    route(
        "sessions/<uuid:public_id>/invitation.ics", views.session_invitation, policy=member, name="session-invitation"
    ),
    route("sessions/<uuid:public_id>/telling/", views.session_telling, policy=member, name="session-telling"),
    route(
        "sessions/<uuid:public_id>/confirmation/",
        views.session_confirmation,
        policy=member,
        name="session-confirmation",
    ),
    route("sessions/<uuid:public_id>/note/", views.session_note, policy=member, name="session-note", limit=WRITING),
    # notes and feedback
    route(f"{ONE}/notes/new/", views.note_new, policy=member, name="note-new"),
    route("shared-notes/<uuid:public_id>/", views.note, policy=member, name="note-edit"),
    route(f"{ONE}/own-notes/new/", views.own_note_new, policy=member, name="own-note-new"),
    route("own-notes/<uuid:public_id>/", views.own_note, policy=member, name="own-note-edit"),
    route("own-notes/<uuid:public_id>/removal/", views.own_note_removal, policy=member, name="own-note-removal"),
    route("answers/<uuid:public_id>/", views.feedback, policy=member, name="feedback-edit"),
    # in confidence
    route(f"{ONE}/word/", views.word, policy=member, name="signal-new", limit=WRITING),
    route(f"{ONE}/concern/", views.concern, policy=member, name="concern-new", limit=WRITING),
    route(f"{ONE}/not-working/", views.not_working, policy=member, name="not-working", limit=WRITING),
    # pause, return, end
    route(f"{ONE}/pause/", views.pause, policy=member, name="mentorship-pause"),
    route(f"{ONE}/return/", views.return_, policy=member, name="mentorship-return"),
    route(f"{ONE}/closing/", views.closing, policy=member, name="mentorship-closing"),
    route(f"{ONE}/reflection/", views.reflection, policy=member, name="reflection-edit"),
    # calendars
    route("calendar/", views.calendar, policy=member, name="calendar", whole=False),
    route("calendar/revocation/", views.calendar_revocation, policy=member, name="calendar-revocation"),
    route("calendar/sessions.ics", views.calendar_read, policy=anyone_inside, name="calendar-read"),
    route("calendar/<slug:token>/sessions.ics", views.calendar_feed, policy=anyone_inside, name="calendar-feed"),
]
