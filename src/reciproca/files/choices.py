from django.db import models
from django.utils.translation import pgettext_lazy

__all__ = ["Purpose"]


class Purpose(models.TextChoices):
    PHOTO = "photo", pgettext_lazy("purpose of a file", "photo")
    SPREADSHEET = "spreadsheet", pgettext_lazy("purpose of a file", "spreadsheet to import")
    ATTACHMENT = "attachment", pgettext_lazy("purpose of a file", "sent with a message, or put with a note")
