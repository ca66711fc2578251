"""Background wrappers: ids in, action called."""

__all__ = ["look_after_asks", "route_ask"]


def route_ask(community: int, public_id: str) -> int:
    """Ask the next few who can help with one ask."""
    from reciproca.communities.models import Community  # -- slow import
    from reciproca.core.scope import within

    from . import actions
    from .models import Ask

    with within(Community.objects.get(pk=community)):
        ask = Ask.objects.filter(public_id=public_id).first()
        return actions.route_ask(ask) if ask else 0


def look_after_asks() -> int:
    """What the schedule calls every hour: asks and shares that lapse, a word before they do, and a few more people for what nobody has
    answered; in every community."""
    from reciproca.communities.models import Community  # -- slow import
    from reciproca.core.scope import within

    from . import actions

    done = 0
    for community in Community.objects.all():
        with within(community):
            done += actions.expire_asks() + actions.expire_shares() + actions.warn_askers() + actions.route_open_asks()
    return done
