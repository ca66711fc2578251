"""The `reciproca` command.

`--version`, `match`, `meet` and `analyse` answer without loading Django; every other sub-command is a Django management command.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from reciproca import __version__

DONE, REFUSED, INTERRUPTED = 0, 1, 130


def main(arguments: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    first = arguments[0] if arguments else ""
    if first in ("--version", "-V"):
        print(f"reciproca {__version__}")
        return DONE
    if first == "match":
        return match(arguments[1:])
    if first == "meet":
        return meet(arguments[1:])
    if first == "analyse":
        return analyse(arguments[1:])
    return manage(arguments)


def match(arguments: Sequence[str]) -> int:
    """Two spreadsheets, or a table of fits, in; a workbook out."""
    language = _language_of(arguments)
    parser = match_parser(language)
    options = parser.parse_args(arguments)
    words = WORDS[language]
    if options.scores and options.mentees:
        parser.error(words["scores_and_mentees"])
    if not options.scores and not (options.mentors and options.mentees):
        parser.error(words["needs_files"])
    if options.capacity < 0:
        parser.error(words["capacity_below"])
    if options.scores and options.met:
        parser.error(words["scores_and_met"])
    if options.despite_no and not options.met:
        parser.error(words["despite_no_alone"])

    from reciproca.matching.standalone import CannotMatch, match_files, match_scores
    from reciproca.programmes.wording import say

    try:
        common = {"mapping": options.mapping, "language": options.lang, "prefer": options.prefer}
        if options.scores:
            outcome = match_scores(
                options.scores, options.out, mentors=options.mentors, capacity=options.capacity, **common
            )
        else:
            learning = {"met": options.met, "despite_no": options.despite_no}
            outcome = match_files(options.mentors, options.mentees, options.out, **learning, **common)
    except CannotMatch as refusal:
        print(f"reciproca match: {refusal}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print(f"reciproca match: {say('error.interrupted', options.lang)}", file=sys.stderr)
        return INTERRUPTED
    for sentence in outcome.sentences(options.lang):
        print(sentence)
    return DONE


def meet(arguments: Sequence[str]) -> int:
    """Two spreadsheets in; an evening of short meetings out."""
    language = _language_of(arguments)
    options = meet_parser(language).parse_args(arguments)

    from reciproca.matching.evening import meet_files
    from reciproca.matching.standalone import CannotMatch
    from reciproca.programmes.wording import say

    try:
        evening = meet_files(
            options.mentors,
            options.mentees,
            options.out,
            rounds=options.rounds,
            past=options.past,
            mapping=options.mapping,
            language=options.lang,
        )
    except CannotMatch as refusal:
        print(f"reciproca meet: {refusal}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print(f"reciproca meet: {say('error.interrupted', options.lang)}", file=sys.stderr)
        return INTERRUPTED
    for sentence in evening.sentences(options.lang):
        print(sentence)
    return DONE


def analyse(arguments: Sequence[str]) -> int:
    """A log or a list of ties in; a report out, as text, as data or as a page."""
    language = _language_of(arguments)
    options = analyse_parser(language).parse_args(arguments)

    from reciproca.network.analysis import Asked, CannotAnalyse, analyse_file

    try:
        text = analyse_file(
            options.file,
            columns=options.columns.split(",") if options.columns else None,
            delimiter=options.delimiter,
            undirected=options.undirected,
            within=options.within,
            asked=Asked(options.seeds, options.way, options.foretell),
            on_spark=options.engine == "spark",
            page=options.html,
            data=options.json,
            language=options.lang,
        )
    except CannotAnalyse as refusal:
        print(f"reciproca analyse: {refusal}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    print(text)
    return DONE


def analyse_parser(language: str = "en") -> argparse.ArgumentParser:
    words = ANALYSE_WORDS[language]
    parser = argparse.ArgumentParser(prog="reciproca analyse", description=words["description"], allow_abbrev=False)
    parser.add_argument("file", metavar="FILE", help=words["file"].replace("%", "%%"))
    parser.add_argument("--columns", metavar="giver,receiver,…", help=words["columns"])
    parser.add_argument("--delimiter", metavar="SIGN", help=words["delimiter"])
    parser.add_argument("--undirected", action="store_true", help=words["undirected"])
    parser.add_argument("--within", type=_days, default=30.0, metavar="DAYS", help=words["within"])
    parser.add_argument("--seeds", nargs="+", default=(), metavar="NAME", help=words["seeds"])
    parser.add_argument("--way", nargs=2, default=(), metavar=("FROM", "TO"), help=words["way"])
    parser.add_argument("--foretell", type=_days, metavar="DAYS", help=words["foretell"])
    parser.add_argument("--engine", choices=("here", "spark"), default="here", help=words["engine"])
    parser.add_argument("--json", action="store_true", help=words["json"])
    parser.add_argument("--html", metavar="PAGE.html", help=words["html"])
    parser.add_argument("--lang", choices=("it", "en"), default=language, help=words["lang"])
    return parser


def _days(text: str) -> float:
    """A number of days greater than 0."""
    days = float(text)
    if not 0 < days < float("inf"):
        raise ValueError
    return days


ANALYSE_WORDS = {
    "en": {
        "description": "Tell what a log of who gave to whom, or a list of ties, shows: what is returned, passed on and goes "
        "round, who gives and receives, who holds the network together. Needs no server and no database.",
        "file": "CSV, TSV or text in columns, also packed with gzip; lines with # or % are comments; Parquet with reciproca[cluster]",
        "engine": "where the work that grows with the log is done: here, or on Apache Spark, with reciproca[cluster] and Java",
        "columns": "what the columns are, from the first on: giver, receiver, weight, time, back, or - for one not wanted",
        "delimiter": "what parts the columns, where it is not found out",
        "undirected": "each row stands for a tie both ways",
        "within": "days within which help is passed on (30)",
        "seeds": "people who are known to be real: who else is, and how little invented people gain",
        "way": "by whom the first could be introduced to the second",
        "foretell": "who will be in touch within so many days, and which sleeping ties would answer",
        "json": "every figure as data, in the place of the report",
        "html": "write the report as a page, too",
        "lang": "language of the report; else that of your machine",
    },
    "it": {
        "description": "Dice che cosa mostra un registro di chi ha dato a chi, o un elenco di fili: che cosa viene "
        "ricambiato, passato avanti e gira, chi dà e chi riceve, chi tiene insieme la rete. Non serve né un server né una "
        "base di dati.",
        "file": "CSV, TSV o testo in colonne, anche compresso con gzip; le righe con # o % sono commenti; Parquet con reciproca[cluster]",
        "engine": "dove si fa il lavoro che cresce con il registro: qui (here) o su Apache Spark, con reciproca[cluster] e Java",
        "columns": "che cosa sono le colonne, dalla prima in poi: giver, receiver, weight, time, back, o - per una che non serve",
        "delimiter": "che cosa separa le colonne, dove non si capisce",
        "undirected": "ogni riga è un filo nei due sensi",
        "within": "giorni entro cui un aiuto viene passato avanti (30)",
        "seeds": "persone di cui si sa che esistono: chi altro esiste, e quanto poco guadagnano quelle inventate",
        "way": "da chi la prima può essere presentata alla seconda",
        "foretell": "chi si scriverà entro tanti giorni, e quali fili che dormono risponderebbero",
        "json": "ogni cifra come dato, al posto del resoconto",
        "html": "scrive il resoconto anche come pagina",
        "lang": "lingua del resoconto; altrimenti quella del computer",
    },
}


def _language_of(arguments: Sequence[str]) -> str:
    """What --lang says, else what the machine speaks (LC_ALL, LC_MESSAGES, LANG); English unless that is Italian."""
    for at, one in enumerate(arguments):
        said = one.partition("=")[2] if one.startswith("--lang=") else ""
        if one == "--lang" and at + 1 < len(arguments):
            said = arguments[at + 1]
        if said in WORDS:
            return said
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "it" if spoken.lower().startswith("it") else "en"


WORDS = {
    "en": {
        "description": "Match the people of two spreadsheets (XLSX, XLS, ODS, CSV, TSV), or those of a table of fits, and "
        "write a workbook with the pairs, the unmatched and the proof. Needs no server and no database.",
        "mentors": "the spreadsheet with the mentors; with --scores only for how many each takes",
        "mentees": "the spreadsheet with the mentees; may be the same",
        "scores": "a table of fits in the place of the two spreadsheets: rows of mentee, mentor and fit, or a matrix with "
        "the mentors in its first row and the mentees in its first column",
        "capacity": "with --scores: how many mentees each mentor takes, where --mentors does not say it (1)",
        "out": "the workbook to write",
        "mapping": "which column is what, where the names do not say it",
        "lang": "language of the workbook and of messages; else that of your machine",
        "prefer": "leave nobody out (participation, the default), or the best total fit (fit)",
        "needs_files": "it needs --mentors and --mentees, or --scores",
        "scores_and_mentees": "--scores holds the mentees already: leave out --mentees",
        "capacity_below": "--capacity is a number from 0 up",
        "met": "the answers given after short meetings (the sheet Answers of reciproca meet): the fit is learned from them, and who "
        "said no is not matched",
        "despite_no": "with --met: a no does not keep two people apart",
        "scores_and_met": "--met learns the fit, which --scores gives already: choose one of the two",
        "despite_no_alone": "--despite-no goes with --met",
    },
    "it": {
        "description": "Abbina le persone di due fogli (XLSX, XLS, ODS, CSV, TSV), o quelle di una tabella di affinità, e "
        "scrive una cartella con le coppie, chi resta senza e la dimostrazione. Non serve né un server né una base di dati.",
        "mentors": "il foglio dei mentor; con --scores solo per sapere quante persone segue ognuno",
        "mentees": "il foglio dei mentee; può essere lo stesso",
        "scores": "una tabella di affinità al posto dei due fogli: righe con mentee, mentor e affinità, oppure una tabella "
        "con i mentor nella prima riga e i mentee nella prima colonna",
        "capacity": "con --scores: quanti mentee segue ogni mentor, dove --mentors non lo dice (1)",
        "out": "la cartella da scrivere",
        "mapping": "quale colonna è che cosa, dove i nomi non lo dicono",
        "lang": "lingua della cartella e dei messaggi; altrimenti quella del computer",
        "prefer": "che nessuno resti fuori (participation, se non dici altro) o l’affinità più alta in tutto (fit)",
        "needs_files": "servono --mentors e --mentees, oppure --scores",
        "scores_and_mentees": "in --scores i mentee ci sono già: togli --mentees",
        "capacity_below": "--capacity è un numero da 0 in su",
        "met": "le risposte date dopo gli incontri brevi (il foglio Answers di reciproca meet): da lì si impara l’affinità, e chi ha "
        "detto no non fa coppia",
        "despite_no": "con --met: un no non tiene separate due persone",
        "scores_and_met": "--met impara l’affinità, e --scores la dà già: scegline una",
        "despite_no_alone": "--despite-no va con --met",
    },
}


def match_parser(language: str = "en") -> argparse.ArgumentParser:
    words = WORDS[language]
    parser = argparse.ArgumentParser(prog="reciproca match", description=words["description"], allow_abbrev=False)
    parser.add_argument("--mentors", metavar="FILE", help=words["mentors"])
    parser.add_argument("--mentees", metavar="FILE", help=words["mentees"])
    parser.add_argument("--scores", metavar="FILE", help=words["scores"])
    parser.add_argument("--capacity", type=int, default=1, metavar="N", help=words["capacity"])
    parser.add_argument("--out", required=True, metavar="FILE.xlsx", help=words["out"])
    parser.add_argument("--mapping", metavar="FILE.toml", help=words["mapping"])
    parser.add_argument("--met", metavar="FILE", help=words["met"])
    parser.add_argument("--despite-no", action="store_true", help=words["despite_no"])
    parser.add_argument("--lang", choices=("it", "en"), default=language, help=words["lang"])
    parser.add_argument("--prefer", choices=("participation", "fit"), default="participation", help=words["prefer"])
    return parser


def meet_parser(language: str = "en") -> argparse.ArgumentParser:
    words = WORDS[language] | MEET_WORDS[language]
    parser = argparse.ArgumentParser(prog="reciproca meet", description=words["description"], allow_abbrev=False)
    parser.add_argument("--mentors", required=True, metavar="FILE", help=words["mentors"])
    parser.add_argument("--mentees", required=True, metavar="FILE", help=words["mentees"])
    parser.add_argument("--rounds", type=_rounds, default=6, metavar="N", help=words["rounds"])
    parser.add_argument("--out", required=True, metavar="FILE.xlsx", help=words["out"])
    parser.add_argument("--past", metavar="FILE", help=words["past"])
    parser.add_argument("--mapping", metavar="FILE.toml", help=words["mapping"])
    parser.add_argument("--lang", choices=("it", "en"), default=language, help=words["lang"])
    return parser


def _rounds(text: str) -> int:
    """How many rounds: one at least, as many as fit into a long day at most."""
    rounds = int(text)
    if not 1 <= rounds <= 100:
        raise ValueError
    return rounds


MEET_WORDS = {
    "en": {
        "description": "Plan an evening of short meetings for the people of two spreadsheets, and write a workbook: who meets whom in "
        "which round, a list for each person, and the sheet for their answers. Needs no server and no database.",
        "mentors": "the spreadsheet with the mentors",
        "rounds": "how many rounds (6)",
        "past": "an earlier plan, or any sheet with the columns mentee and mentor: who has met does not meet again, who had fewest "
        "meetings comes first",
    },
    "it": {
        "description": "Prepara una serata di incontri brevi fra le persone di due fogli e scrive una cartella: chi incontra chi in "
        "quale giro, un elenco per ciascuno e il foglio delle risposte. Non serve né un server né una base di dati.",
        "mentors": "il foglio dei mentor",
        "rounds": "quanti giri (6)",
        "past": "un piano di prima, o un foglio con le colonne mentee e mentor: chi si è già incontrato non si incontra di nuovo, chi "
        "ha avuto meno incontri viene prima",
    },
}


def manage(arguments: Sequence[str]) -> int:
    """Hand over to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reciproca.config.settings")
    if list(arguments[:1]) == ["demo"]:  # before the settings are read: a demo never touches the data of a real server
        os.environ["DEMO"] = "true"
        os.environ.setdefault("DATA_DIR", "data/demo")
    from django.core.management import execute_from_command_line  # -- slow import

    from reciproca.config.environment import BadSetting

    try:
        execute_from_command_line(["reciproca", *arguments])
    except BadSetting as refusal:
        print(f"reciproca: {refusal}", file=sys.stderr)
        return REFUSED
    return DONE


if __name__ == "__main__":
    sys.exit(main())
