"""Addresses of this room inside a community."""

from django.urls import register_converter
from django.urls.converters import StringConverter

from reciproca.communities.policies import anyone_inside, coordinator, member, signed_in_inside
from reciproca.core.permission import Limit, route

from . import views


class QuestionId(StringConverter):
    regex = "[A-Za-z0-9_-]{1,60}"


register_converter(QuestionId, "question")

app_name = "programmes"
#: Who builds a questionnaire or fills in a form presses many buttons.
WRITING = Limit(per_account=600, per_address=1200, seconds=600)
urlpatterns = [
    # programmes
    route("programmes/", views.programme_list, policy=member, name="programme-list"),
    route("programmes/new/", views.programme_new, policy=coordinator, name="programme-new"),
    route("programmes/<uuid:public_id>/", views.programme, policy=coordinator, name="programme-detail"),
    route("programmes/<uuid:public_id>/changes/", views.programme_edit, policy=coordinator, name="programme-edit"),
    route("programmes/<uuid:public_id>/archive/", views.archive, policy=coordinator, name="programme-archive"),
    route(
        "programmes/<uuid:public_id>/restoration/", views.restoration, policy=coordinator, name="programme-restoration"
    ),
    # questions
    route(
        "programmes/<uuid:public_id>/questions/",
        views.questions,
        policy=coordinator,
        name="questionnaire-detail",
        limit=WRITING,
    ),
    route(
        "programmes/<uuid:public_id>/questions/new/",
        views.question_new,
        policy=coordinator,
        name="question-kinds",
        limit=WRITING,
    ),
    route(
        "programmes/<uuid:public_id>/questions/new/<slug:kind>/",
        views.question_new,
        policy=coordinator,
        name="question-new",
        limit=WRITING,
    ),
    route(
        "programmes/<uuid:public_id>/questions/parts/",
        views.sections,
        policy=coordinator,
        name="questionnaire-parts",
        limit=WRITING,
    ),
    route(
        "programmes/<uuid:public_id>/questions/preview/<slug:role>/<slug:language>/",
        views.questions_preview,
        policy=coordinator,
        name="questionnaire-preview",
        limit=WRITING,
    ),
    route(
        "programmes/<uuid:public_id>/questions/of/<question:question_id>/",
        views.question_edit,
        policy=coordinator,
        name="question-edit",
        limit=WRITING,
    ),
    route(
        "programmes/<uuid:public_id>/questions/of/<question:question_id>/up/",
        views.question_up,
        policy=coordinator,
        name="question-up",
        limit=WRITING,
    ),
    route(
        "programmes/<uuid:public_id>/questions/of/<question:question_id>/down/",
        views.question_down,
        policy=coordinator,
        name="question-down",
        limit=WRITING,
    ),
    route(
        "programmes/<uuid:public_id>/questions/of/<question:question_id>/removal/",
        views.question_removal,
        policy=coordinator,
        name="question-removal",
        limit=WRITING,
    ),
    # cohorts
    route("programmes/<uuid:public_id>/cohorts/new/", views.cohort_new, policy=coordinator, name="cohort-new"),
    route("cohorts/<uuid:public_id>/", views.cohort, policy=coordinator, name="cohort-detail"),
    route("cohorts/<uuid:public_id>/changes/", views.cohort_edit, policy=coordinator, name="cohort-edit"),
    route("cohorts/<uuid:public_id>/copy/", views.cohort_copy, policy=coordinator, name="cohort-copy"),
    route("cohorts/<uuid:public_id>/opening/", views.cohort_opening, policy=coordinator, name="cohort-opening"),
    route("cohorts/<uuid:public_id>/closing/", views.cohort_closing, policy=coordinator, name="cohort-closing"),
    route("cohorts/<uuid:public_id>/start/", views.cohort_start, policy=coordinator, name="cohort-start"),
    route("cohorts/<uuid:public_id>/end/", views.cohort_end, policy=coordinator, name="cohort-end"),
    route(
        "cohorts/<uuid:public_id>/would-mentor/", views.would_mentor_list, policy=coordinator, name="would-mentor-list"
    ),
    # applications, for who coordinates
    route(
        "cohorts/<uuid:public_id>/applications/", views.application_list, policy=coordinator, name="application-list"
    ),
    route(
        "cohorts/<uuid:public_id>/applications/decision/preview/",
        views.bulk_decision_preview,
        policy=coordinator,
        name="decision-preview",
    ),
    route("cohorts/<uuid:public_id>/applications/decision/", views.bulk_decision, policy=coordinator, name="decision"),
    route(
        "cohorts/<uuid:public_id>/applications/export.xlsx",
        views.export_xlsx,
        policy=coordinator,
        name="application-export-xlsx",
    ),
    route(
        "cohorts/<uuid:public_id>/applications/export.csv",
        views.export_csv,
        policy=coordinator,
        name="application-export-csv",
    ),
    route("applications/<uuid:public_id>/", views.application, policy=coordinator, name="application-detail"),
    route("applications/<uuid:public_id>/notes/", views.note, policy=coordinator, name="application-notes"),
    route(
        "applications/<uuid:public_id>/remarks/", views.staff_answers, policy=coordinator, name="application-remarks"
    ),
    # registration and one's own application
    route("programmes/<uuid:public_id>/registration/", views.registration, policy=anyone_inside, name="registration"),
    route(
        "cohorts/<uuid:public_id>/application/<slug:role>/",
        views.application_new,
        policy=signed_in_inside,
        name="application-new",
    ),
    route("my-applications/<uuid:public_id>/", views.own_application, policy=signed_in_inside, name="own-application"),
    route(
        "my-applications/<uuid:public_id>/answers/<int:step>/",
        views.own_answers,
        policy=signed_in_inside,
        name="own-answers",
        limit=WRITING,
    ),
    route("my-applications/<uuid:public_id>/sending/", views.own_sending, policy=signed_in_inside, name="own-sending"),
    route(
        "my-applications/<uuid:public_id>/withdrawal/",
        views.own_withdrawal,
        policy=signed_in_inside,
        name="own-withdrawal",
    ),
]
