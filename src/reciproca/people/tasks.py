"""Background wrappers: ids in, action called."""

__all__ = ["invite_people", "read_everyone_again"]


def invite_people(community_pk: int, by_pk: int, note: str, *people_pks: int) -> int:
    from reciproca.communities.models import Membership  # -- leaf
    from reciproca.core.scope import within  # -- leaf

    from .actions import invite_people  # -- slow import

    with within(community_pk):
        by = Membership.objects.select_related("community").get(pk=by_pk)
        people = Membership.objects.select_related("community").filter(pk__in=people_pks)
        return len(invite_people(people, by=by, note=note))


def read_everyone_again() -> int:
    """What the schedule calls once a day: every index of words anew, so that what the engine learned is found too."""
    from reciproca.communities.models import Community  # -- leaf
    from reciproca.core.scope import within  # -- leaf

    from .actions import write_whole_index  # -- slow import

    rows = 0
    for community in Community.objects.all():
        with within(community):
            rows += write_whole_index()
    return rows
