"""Background wrappers: ids in, action called."""

__all__ = ["invite_people"]


def invite_people(community_pk: int, by_pk: int, note: str, *people_pks: int) -> int:
    from reciproca.communities.models import Membership  # -- leaf
    from reciproca.core.scope import within  # -- leaf

    from .actions import invite_people  # -- slow import

    with within(community_pk):
        by = Membership.objects.select_related("community").get(pk=by_pk)
        people = Membership.objects.select_related("community").filter(pk__in=people_pks)
        return len(invite_people(people, by=by, note=note))
