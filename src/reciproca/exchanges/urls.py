"""Addresses of this room inside a community."""

from reciproca.communities.policies import coordinator, member
from reciproca.core.permission import Limit, route

from .views import asks, endorsements, leads, shares
from .views import thanks as views

app_name = "exchanges"
WRITING = Limit(per_account=60, per_address=300, seconds=600)
ONE = "thanks/<uuid:public_id>"
WORDS = "recommendations/<uuid:public_id>"
ASK = "asks/<uuid:public_id>"
ANSWER = "answers/<uuid:public_id>"
ENDORSEMENT = "endorsements/<uuid:public_id>"
LEAD = "leads/<uuid:public_id>"
SHARE = "shares/<uuid:public_id>"
urlpatterns = [
    # thanks
    route("thanks/", views.thanks, policy=member, name="thanks"),
    route("thanks/received/", views.recognitions, policy=member, name="recognition-list"),
    route("thanks/given/", views.recognitions_given, policy=member, name="recognition-given"),
    route("thanks/to/<uuid:public_id>/", views.thanks_of, policy=member, name="thanks-of"),
    route(
        "thanks/for/<slug:object_kind>/<uuid:object_id>/",
        views.recognition_give,
        policy=member,
        name="recognition-give",
        limit=WRITING,
    ),
    route(f"{ONE}/", views.recognition, policy=member, name="recognition-detail"),
    route(f"{ONE}/words/", views.recognition_edit, policy=member, name="recognition-edit", limit=WRITING),
    route(f"{ONE}/approval/", views.recognition_approval, policy=member, name="recognition-approval"),
    route(f"{ONE}/keeping/", views.recognition_keeping, policy=member, name="recognition-keeping"),
    route(f"{ONE}/withdrawal/", views.recognition_withdrawal, policy=member, name="recognition-withdrawal"),
    # recommendations
    route("recommendations/", views.recommendations, policy=member, name="recommendation-list"),
    route(
        "recommendations/from/<uuid:public_id>/",
        views.recommendation_ask,
        policy=member,
        name="recommendation-ask",
        limit=Limit(per_account=20, per_address=100, seconds=600),
    ),
    route(
        "recommendations/for/<uuid:public_id>/",
        views.recommendation_new,
        policy=member,
        name="recommendation-new",
        limit=WRITING,
    ),
    route(f"{WORDS}/", views.recommendation, policy=member, name="recommendation-detail"),
    route(f"{WORDS}/words/", views.recommendation_write, policy=member, name="recommendation-write", limit=WRITING),
    route(f"{WORDS}/approval/", views.recommendation_approval, policy=member, name="recommendation-approval"),
    route(f"{WORDS}/declination/", views.recommendation_declination, policy=member, name="recommendation-declination"),
    route(f"{WORDS}/withdrawal/", views.recommendation_withdrawal, policy=member, name="recommendation-withdrawal"),
    # endorsements
    route("endorsements/", endorsements.endorsements, policy=member, name="endorsement-list"),
    route(
        "endorsements/for/<uuid:public_id>/",
        endorsements.endorsement_new,
        policy=member,
        name="endorsement-new",
        limit=WRITING,
    ),
    route(f"{ENDORSEMENT}/approval/", endorsements.endorsement_approval, policy=member, name="endorsement-approval"),
    route(f"{ENDORSEMENT}/keeping/", endorsements.endorsement_keeping, policy=member, name="endorsement-keeping"),
    route(
        f"{ENDORSEMENT}/withdrawal/", endorsements.endorsement_withdrawal, policy=member, name="endorsement-withdrawal"
    ),
    # asks
    route("asks/", asks.asks, policy=member, name="ask-list"),
    route("asks/mine/", asks.own_asks, policy=member, name="ask-own"),
    route("asks/unanswered/", asks.unanswered, policy=coordinator, name="ask-unanswered"),
    route("asks/unanswered/list.csv", asks.unanswered_csv, policy=coordinator, name="ask-unanswered-csv"),
    route("asks/unanswered/list.xlsx", asks.unanswered_xlsx, policy=coordinator, name="ask-unanswered-xlsx"),
    route("asks/new/", asks.ask_new, policy=member, name="ask-new", limit=WRITING),
    route(f"{ASK}/", asks.ask, policy=member, name="ask-detail"),
    route(f"{ASK}/words/", asks.ask_edit, policy=member, name="ask-edit", limit=WRITING),
    route(f"{ASK}/renewal/", asks.ask_renewal, policy=member, name="ask-renewal"),
    route(f"{ASK}/note/", asks.ask_note, policy=member, name="ask-note", limit=WRITING),
    route(f"{ASK}/closing/", asks.ask_closing, policy=member, name="ask-closing", limit=WRITING),
    route(f"{ASK}/withdrawal/", asks.ask_withdrawal, policy=member, name="ask-withdrawal"),
    route(f"{ASK}/answer/", asks.answer_give, policy=member, name="answer-give", limit=WRITING),
    route(f"{ASK}/not-now/", asks.ask_not_now, policy=member, name="ask-not-now"),
    route(f"{ASK}/passing/", asks.ask_passing, policy=member, name="ask-passing"),
    route(
        f"{ASK}/passing/<uuid:person_id>/",
        asks.ask_passing_to,
        policy=member,
        name="ask-passing-to",
        limit=Limit(per_account=20, per_address=100, seconds=600),
    ),
    route(f"{ANSWER}/help/", asks.answer_help, policy=member, name="answer-help", limit=WRITING),
    route(f"{ANSWER}/meeting/", asks.answer_meeting, policy=member, name="answer-meeting"),
    route(f"{ANSWER}/meeting/end/", asks.answer_meeting_end, policy=member, name="answer-meeting-end"),
    route(f"{ANSWER}/name/", asks.answer_name, policy=member, name="answer-name"),
    route(f"{ANSWER}/withdrawal/", asks.answer_withdrawal, policy=member, name="answer-withdrawal"),
    # leads
    route("leads/", leads.leads, policy=member, name="lead-list"),
    route("leads/new/", leads.lead_choice, policy=member, name="lead-choice"),
    route(
        "leads/to/<uuid:public_id>/",
        leads.lead_new,
        policy=member,
        name="lead-new",
        limit=Limit(per_account=20, per_address=100, seconds=600),
    ),
    route(f"{LEAD}/", leads.lead, policy=member, name="lead-detail"),
    route(f"{LEAD}/acceptance/", leads.lead_acceptance, policy=member, name="lead-acceptance", limit=WRITING),
    route(f"{LEAD}/declination/", leads.lead_declination, policy=member, name="lead-declination", limit=WRITING),
    route(f"{LEAD}/outcome/", leads.lead_outcome, policy=member, name="lead-outcome", limit=WRITING),
    route(f"{LEAD}/withdrawal/", leads.lead_withdrawal, policy=member, name="lead-withdrawal"),
    # shares
    route("shares/", shares.shares, policy=member, name="share-list"),
    route("shares/new/", shares.share_new, policy=member, name="share-new", limit=WRITING),
    route(f"{SHARE}/", shares.share, policy=member, name="share-detail"),
    route(f"{SHARE}/words/", shares.share_edit, policy=member, name="share-edit", limit=WRITING),
    route(
        f"{SHARE}/sending/",
        shares.share_sending,
        policy=member,
        name="share-sending",
        limit=Limit(per_account=30, per_address=150, seconds=600),
    ),
    route(f"{SHARE}/closing/", shares.share_closing, policy=member, name="share-closing"),
    route(f"{SHARE}/thanks/", shares.share_thanks, policy=member, name="share-thanks", limit=WRITING),
    route(f"{SHARE}/not-for-me/", shares.share_not_for_me, policy=member, name="share-not-for-me"),
    route(f"{SHARE}/conversation/", shares.share_conversation, policy=member, name="share-conversation"),
    route(f"{SHARE}/passing/", shares.share_passing, policy=member, name="share-passing"),
    route(
        f"{SHARE}/passing/<uuid:person_id>/",
        shares.share_passing_to,
        policy=member,
        name="share-passing-to",
        limit=Limit(per_account=20, per_address=100, seconds=600),
    ),
]
