"""The record of processing activities (GDPR, article 30), as the registers say it: for the page and for the document."""

from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.core.register import Holding
from reciproca.core.register_of_others import holding_of, register_of

from .queries import registered_models
from .words import erased_words, kept_words, whys

__all__ = ["Activity", "Room", "processing_record"]


@dataclass(frozen=True, slots=True)
class Activity:
    """One table that speaks of people."""

    name: str  # room.table
    holding: Holding
    fields: list[str]
    exported: bool
    kept: list[str]
    erased: str
    whys: list[str]


@dataclass(frozen=True, slots=True)
class Room:
    """The activities of one room, and the tables of it that speak of nobody."""

    name: str
    activities: list[Activity]
    technical: list[str]


def processing_record() -> list[Room]:
    """Every room of the product that keeps something, in the order in which they are installed; then the packages."""
    rooms: dict[str, Room] = {}
    for model in registered_models():
        label = model._meta.app_label
        room = rooms.setdefault(label, Room(label, [], []))
        activity = _activity(model)
        if activity is None:
            room.technical.append(model._meta.label_lower)
        else:
            room.activities.append(activity)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("reciproca.")}
    return sorted(rooms.values(), key=lambda room: room.name not in ours)


def _activity(model: type[models.Model]) -> Activity | None:
    entries = {name: datum for name, datum in register_of(model).items() if datum.is_personal}
    if not entries:
        return None
    return Activity(
        name=model._meta.label_lower,
        holding=holding_of(model)
        or Holding(what=model._meta.label_lower, purpose=_("not said yet"), seen_by=_("not said yet")),
        fields=sorted(entries),
        exported=any(datum.export for datum in entries.values()),
        kept=kept_words(entries.values()),
        erased=erased_words(entries.values()),
        whys=whys(entries.values()),
    )
