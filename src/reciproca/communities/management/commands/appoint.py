"""`reciproca appoint ADDRESS`"""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from reciproca.communities.actions import appoint_server_administrator, open_account
from reciproca.communities.models import Account

__all__ = ["Command"]


class Command(BaseCommand):
    help = "Name somebody server administrator, by e-mail address; their account is opened when there is none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="the e-mail address they sign in with")
        parser.add_argument("--language", choices=["it", "en"], default="it", help="of a new account")

    def handle(self, *arguments: Any, address: str, language: str, **options: Any) -> None:
        try:
            validate_email(address)
        except ValidationError as trouble:
            raise CommandError(f"“{address}” is not an e-mail address.") from trouble
        address = address.strip().lower()
        account = Account.objects.filter(email=address).first() or open_account(address, language=language)
        appoint_server_administrator(account)
        self.stdout.write(f"{account.email} keeps this server now. Sign in with the code that comes by mail.")
