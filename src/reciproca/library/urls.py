"""Addresses of this room inside a community."""

from reciproca.communities.policies import member
from reciproca.core.permission import Limit, route

from .views import collections, enclosures, notes, parts, reading

app_name = "library"
WRITING = Limit(per_account=60, per_address=300, seconds=600)
TAKING = Limit(per_account=20, per_address=100, seconds=600)
ONE = "library/<uuid:public_id>"
PART = "library/parts/<uuid:public_id>"
PARALLEL = "library/parallels/<uuid:public_id>"
COLLECTION = "library/collections/<uuid:public_id>"
FILE = "library/files/<uuid:public_id>"
ENTRY = "library/entries/<uuid:public_id>"
urlpatterns = [
    route("library/", notes.library, policy=member, name="note-list"),
    route("library/own/", notes.notes_own, policy=member, name="note-own"),
    route("library/new/", notes.note_new, policy=member, name="note-new", limit=WRITING),
    route("library/export/", collections.library_export, policy=member, name="library-export", limit=TAKING),
    route(f"{ONE}/", notes.note, policy=member, name="note-detail"),
    route(f"{ONE}/words/", notes.note_edit, policy=member, name="note-edit", limit=WRITING),
    route(f"{ONE}/removal/", notes.draft_removal, policy=member, name="draft-removal"),
    route(f"{ONE}/versions/", notes.versions, policy=member, name="version-list"),
    route(f"{ONE}/versions/<int:number>/", notes.version, policy=member, name="version-detail"),
    route(f"{ONE}/markdown/", collections.note_export, policy=member, name="note-export", limit=TAKING),
    route(f"{PARALLEL}/", notes.parallel, policy=member, name="parallel", limit=WRITING),
    route(f"{PARALLEL}/removal/", notes.parallel_removal, policy=member, name="parallel-removal"),
    # beside the words
    route(f"{ONE}/files/", enclosures.enclosure_new, policy=member, name="enclosure-new", limit=WRITING),
    route(f"{FILE}/", enclosures.enclosure, policy=member, name="enclosure"),
    route(f"{FILE}/removal/", enclosures.enclosure_removal, policy=member, name="enclosure-removal"),
    # who has a part in it
    route(f"{ONE}/people/", parts.part_choice, policy=member, name="part-choice"),
    route(f"{ONE}/people/<uuid:person_id>/", parts.part_new, policy=member, name="part-new", limit=WRITING),
    route(f"{PART}/acceptance/", parts.part_acceptance, policy=member, name="part-acceptance"),
    route(f"{PART}/refusal/", parts.part_refusal, policy=member, name="part-refusal"),
    route(f"{PART}/departure/", parts.part_departure, policy=member, name="part-departure"),
    route(f"{PART}/removal/", parts.part_removal, policy=member, name="part-removal"),
    route(f"{ONE}/remarks/", parts.remark_new, policy=member, name="remark-new", limit=WRITING),
    route(
        "library/remarks/<uuid:public_id>/settlement/", parts.remark_settlement, policy=member, name="remark-settlement"
    ),
    route(f"{ONE}/agreement/", parts.agreement, policy=member, name="agreement", limit=WRITING),
    route(f"{ONE}/agreement/end/", parts.agreement_end, policy=member, name="agreement-end"),
    # once it is there
    route(f"{ONE}/help/", reading.help_new, policy=member, name="help-new", limit=WRITING),
    route(f"{ONE}/caveats/", reading.caveat_new, policy=member, name="caveat-new", limit=WRITING),
    route(
        "library/caveats/<uuid:public_id>/settlement/",
        reading.caveat_settlement,
        policy=member,
        name="caveat-settlement",
    ),
    route(f"{ONE}/confirmation/", reading.confirmation, policy=member, name="confirmation"),
    route(f"{ONE}/retirement/", reading.retirement, policy=member, name="retirement"),
    route(f"{ONE}/return/", reading.note_return, policy=member, name="note-return"),
    # collections
    route("library/collections/new/", collections.collection_new, policy=member, name="collection-new", limit=WRITING),
    route(f"{COLLECTION}/", collections.collection, policy=member, name="collection-detail"),
    route(f"{COLLECTION}/words/", collections.collection_edit, policy=member, name="collection-edit", limit=WRITING),
    route(f"{COLLECTION}/removal/", collections.collection_removal, policy=member, name="collection-removal"),
    route(
        f"{COLLECTION}/export/", collections.collection_export, policy=member, name="collection-export", limit=TAKING
    ),
    route(f"{ONE}/collecting/", collections.entry_new, policy=member, name="entry-new", limit=WRITING),
    route(f"{ENTRY}/removal/", collections.entry_removal, policy=member, name="entry-removal"),
    route(f"{ENTRY}/up/", collections.entry_up, policy=member, name="entry-up"),
]
