"""Background wrappers: ids in, action called."""

__all__ = ["deliver_due_mails", "deliver_mail", "forget_old_mails", "hold_waiting_mails"]


def deliver_mail(mail_pk: int) -> str:
    from . import actions  # -- slow import

    return actions.deliver_mail(mail_pk)


def deliver_due_mails() -> int:
    """What the schedule calls every minute: mails whose retry is due, or whose job was lost."""
    from . import actions  # -- slow import

    due = actions.due_mails()
    for mail_pk in due:
        actions.deliver_mail(mail_pk)
    return len(due)


def forget_old_mails() -> int:
    from . import actions  # -- slow import

    return actions.forget_old_mails()


def hold_waiting_mails() -> int:
    """What a restore calls, so that no mail is sent twice."""
    from . import actions  # -- slow import

    return actions.hold_waiting_mails("held when a backup was restored")
