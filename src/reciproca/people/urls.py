"""Addresses of this room inside a community."""

from reciproca.communities.policies import coordinator, member
from reciproca.core.permission import Limit, route

from .views import members, profiles

app_name = "people"
urlpatterns = [
    # looking at people
    route("people/", profiles.directory, policy=member, name="directory"),
    route("people/<uuid:public_id>/", profiles.person, policy=member, name="person-detail"),
    route("people/<uuid:public_id>/block/", profiles.block, policy=member, name="block"),
    route("people/<uuid:public_id>/block/end/", profiles.unblock, policy=member, name="unblock"),
    route("photos/<uuid:public_id>/", profiles.photo, policy=member, name="photo"),
    # telling about oneself
    route("profile/", profiles.own_profile, policy=member, name="own-profile"),
    route("profile/path/", profiles.path, policy=member, name="profile-path"),
    route(
        "profile/photo/",
        profiles.photo_edit,
        policy=member,
        name="profile-photo",
        limit=Limit(per_account=30, per_address=90),
        whole=False,
    ),
    route("profile/photo/end/", profiles.photo_removed, policy=member, name="profile-photo-end"),
    route("profile/blocks/", profiles.blocks, policy=member, name="block-list"),
    route("profile/<slug:section>/", profiles.section, policy=member, name="profile-section"),
    route("needs/", profiles.needs, policy=member, name="need-list"),
    route("needs/<uuid:public_id>/refreshment/", profiles.need_refreshment, policy=member, name="need-refreshment"),
    route(
        "needs/<uuid:public_id>/refreshment/undone/",
        profiles.need_refreshment_undone,
        policy=member,
        name="need-refreshment-undone",
    ),
    route("needs/<uuid:public_id>/end/", profiles.need_end, policy=member, name="need-end"),
    route("needs/<uuid:public_id>/end/undone/", profiles.need_reopened, policy=member, name="need-reopened"),
    route("welcome/", profiles.welcome, policy=member, name="welcome"),
    route("welcome/<int:part>/", profiles.welcome_part, policy=member, name="welcome-part"),
    # the coordinator's register
    route("members/", members.members, policy=coordinator, name="member-list"),
    route("members/new/", members.member_new, policy=coordinator, name="member-new"),
    route("members/invitations/", members.invitations, policy=coordinator, name="invitation-new"),
    route("members/<uuid:public_id>/", members.member, policy=coordinator, name="member-detail"),
    route("members/<uuid:public_id>/role/", members.member_role, policy=coordinator, name="member-role", fresh=True),
    route("members/<uuid:public_id>/state/", members.member_state, policy=coordinator, name="member-state"),
    route("members/<uuid:public_id>/minor/", members.member_minor, policy=coordinator, name="member-minor"),
    route("members/<uuid:public_id>/minor/end/", members.member_minor_end, policy=coordinator, name="member-minor-end"),
    route("members/<uuid:public_id>/consent/", members.member_consent, policy=coordinator, name="member-consent"),
    route(
        "members/<uuid:public_id>/consent/end/",
        members.member_consent_end,
        policy=coordinator,
        name="member-consent-end",
    ),
    route("members/<uuid:public_id>/clearance/", members.member_clearance, policy=coordinator, name="member-clearance"),
    route(
        "members/<uuid:public_id>/invitation/end/",
        members.member_invitation_end,
        policy=coordinator,
        name="member-invitation-end",
    ),
]
