"""Background work: ids in, one action called. May be run twice."""

from reciproca.core.scope import within

__all__ = ["run_round"]


def run_round(community: int, public_id: str) -> None:
    from .actions import run_round as act
    from .models import Run

    with within(community):
        run = Run.objects.select_related(
            "round__cohort__programme", "round__cohort__questionnaire", "round__cohort__community"
        ).filter(public_id=public_id)
        for found in run:
            act(found)
