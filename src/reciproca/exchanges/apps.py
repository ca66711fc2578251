from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    name = "reciproca.exchanges"
    label = "exchanges"

    def ready(self) -> None:
        from reciproca.people.sections import add_section
        from reciproca.safeguarding.reportable import make_reportable

        from .evidence import tell_evidence
        from .reported import (
            remove_answer,
            remove_ask,
            remove_recognition,
            remove_share,
            told_answer,
            told_ask,
            told_recognition,
            told_share,
        )
        from .sections import asks_and_leads, thanks_and_recommendations
        from .told import told_answers, told_helps, told_leads, told_receptions

        add_section(asks_and_leads)
        add_section(thanks_and_recommendations)
        tell_evidence("answer", told_answers)
        tell_evidence("help", told_helps)
        tell_evidence("lead", told_leads)
        tell_evidence("reception", told_receptions)
        make_reportable("ask", told_ask, take_away=remove_ask)
        make_reportable("answer", told_answer, take_away=remove_answer)
        make_reportable("recognition", told_recognition, take_away=remove_recognition)
        make_reportable("share", told_share, take_away=remove_share)
