# A table of words: a line holds what belongs together.
"""Every sentence the reading of spreadsheets can say, in Italian and in English.

Pure data and one small function, so that the pages, the command line and the tests say exactly the same words.
Codes begin with what they are about: `refused.` a whole file, `note.` how it was read, `cell.` one answer, `row.` one person.
A code ending in `.one` is the form for a count of one.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

LANGUAGES = ("en", "it")


def sentence(code: str, language: str = "en", **values: Any) -> str:
    """The words for a code. `count=1` looks for the `.one` form first."""
    language = "it" if language.lower().startswith("it") else "en"
    forms = SENTENCES.get(f"{code}.one") if values.get("count") == 1 else None
    forms = forms or SENTENCES[code]
    return forms[language].format_map({name: _said(value, language) for name, value in values.items()})


def _said(value: Any, language: str) -> str:
    if isinstance(value, bool):
        return {"it": ("no", "sì"), "en": ("no", "yes")}[language][value]
    if isinstance(value, int):
        return f"{value:,}".replace(",", "." if language == "it" else ",")
    if isinstance(value, float):
        text = f"{value:,.12g}"
        return text.translate(str.maketrans(",.", ".,")) if language == "it" else text
    if isinstance(value, datetime | date):
        months = MONTHS[language]
        return f"{value.day} {months[value.month - 1]} {value.year}"
    if hasattr(value, "said"):
        return value.said(language)
    if isinstance(value, list | tuple | set | frozenset):
        return enumerated([_said(item, language) for item in value], language)
    return str(value)


def enumerated(words: list[str], language: str) -> str:
    """«a, b e c» / “a, b and c”."""
    if len(words) < 2:
        return "".join(words)
    last = "e" if language.startswith("it") else "and"
    if last == "e" and words[-1][:1].lower() == "e":
        last = "ed"
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


MONTHS = {
    "it": (
        "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
        "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip

SENTENCES: dict[str, dict[str, str]] = {
    # ------------------------------------------------------------------------------------------------ the whole file
    "refused.missing": {
        "it": "Non c’è nessun file «{name}»: controlla il nome e la cartella.",
        "en": "There is no file “{name}”: check the name and the folder.",
    },
    "refused.unreadable": {
        "it": "Il file «{name}» c’è, ma non si lascia aprire: controlla i permessi e che non sia aperto in un altro programma.",
        "en": "The file “{name}” is there but cannot be opened: check its permissions, and that no other program holds it.",
    },
    "refused.empty": {
        "it": "Il file è vuoto: forse il salvataggio si è interrotto. Salvalo di nuovo e riprova.",
        "en": "The file is empty: perhaps saving it was interrupted. Save it again and retry.",
    },
    "refused.no_rows": {
        "it": "Nel file non c’è nessuna riga compilata. Controlla di aver scelto il file giusto.",
        "en": "The file has no filled-in rows. Check that it is the right file.",
    },
    "refused.too_big": {
        "it": "Il file pesa {size} MB e il limite è {limit} MB. Togli le immagini e i fogli che non servono, oppure dividilo in due.",
        "en": "The file is {size} MB and the limit is {limit} MB. Remove pictures and sheets you do not need, or split it in two.",
    },
    "refused.too_many_rows": {
        "it": "Il foglio «{sheet}» ha più di {limit} righe. Dividilo in più file e importali uno alla volta. Niente è stato importato.",
        "en": "The sheet “{sheet}” has more than {limit} rows. Split it and import the parts one at a time. Nothing was imported.",
    },
    "refused.too_many_columns": {
        "it": "Il foglio «{sheet}» ha più di {limit} colonne: di solito vuol dire che il separatore è sbagliato o che c’è qualcosa molto a destra. "
        "Elimina le colonne vuote e riprova. Niente è stato importato.",
        "en": "The sheet “{sheet}” has more than {limit} columns: usually the separator is wrong, or something sits far to the right. "
        "Delete the empty columns and retry. Nothing was imported.",
    },
    "refused.too_many_cells": {
        "it": "Il foglio «{sheet}» ha più di {limit} caselle. Tieni solo le colonne che servono, oppure dividilo. Niente è stato importato.",
        "en": "The sheet “{sheet}” has more than {limit} cells. Keep only the columns you need, or split it. Nothing was imported.",
    },
    "refused.too_many_sheets": {
        "it": "Il file ha più di {limit} fogli. Copia in un file nuovo il foglio con le persone e riprova.",
        "en": "The file has more than {limit} sheets. Copy the one with the people into a new file and retry.",
    },
    "refused.cell_too_long": {
        "it": "Alla riga {row} c’è una casella con più di {limit} caratteri: forse manca una virgoletta di chiusura. "
        "Correggila e riprova. Niente è stato importato.",
        "en": "Row {row} has a cell of more than {limit} characters: perhaps a closing quote is missing. "
        "Put it right and retry. Nothing was imported.",
    },
    "refused.too_much_text": {
        "it": "Il file contiene troppo testo per essere letto in una volta. Dividilo in più file. Niente è stato importato.",
        "en": "The file holds too much text to be read at once. Split it into several files. Nothing was imported.",
    },
    "refused.password": {
        "it": "Il file è protetto da una parola chiave: toglila e riprova. Niente è stato importato.",
        "en": "The file is protected by a password: remove it and retry. Nothing was imported.",
    },
    "refused.macros": {
        "it": "Il file contiene delle macro, cioè dei piccoli programmi, e non lo apriamo. "
        "Salvalo come cartella di lavoro Excel (.xlsx) e riprova. Niente è stato importato.",
        "en": "The file contains macros, that is, small programs, and we do not open it. "
        "Save it as an Excel workbook (.xlsx) and retry. Nothing was imported.",
    },
    "refused.damaged": {
        "it": "Il file è rovinato o incompleto. Aprilo con il tuo programma di calcolo, salvalo di nuovo come .xlsx e riprova.",
        "en": "The file is damaged or incomplete. Open it with your spreadsheet program, save it again as .xlsx and retry.",
    },
    "refused.bomb": {
        "it": "Il file, una volta aperto, diventa enormemente più grande di come si presenta, e non lo apriamo. "
        "Copia le righe in un file nuovo e riprova. Niente è stato importato.",
        "en": "Once unpacked the file grows far beyond its size, so we do not open it. "
        "Copy the rows into a new file and retry. Nothing was imported.",
    },
    "refused.too_many_entries": {
        "it": "Il file è fatto di troppi pezzi per essere un foglio di calcolo. Copia le righe in un file nuovo e riprova.",
        "en": "The file is made of too many parts to be a spreadsheet. Copy the rows into a new file and retry.",
    },
    "refused.xml_entities": {
        "it": "Il file contiene istruzioni che un foglio di calcolo non usa, e non lo apriamo. "
        "Copia le righe in un file nuovo e riprova. Niente è stato importato.",
        "en": "The file contains instructions that spreadsheets do not use, so we do not open it. "
        "Copy the rows into a new file and retry. Nothing was imported.",
    },
    "refused.too_hard": {
        "it": "Leggere questo file richiede troppa memoria o troppo tempo. Tieni solo il foglio e le colonne che servono, "
        "salvalo con un altro nome e riprova. Niente è stato importato.",
        "en": "Reading this file takes too much memory or too much time. Keep only the sheet and the columns you need, "
        "save it under another name and retry. Nothing was imported.",
    },
    "refused.not_a_table": {
        "it": "Questo file non è un foglio di calcolo. Vanno bene .xlsx, .xls, .ods, .csv e .tsv.",
        "en": "This file is not a spreadsheet. Use .xlsx, .xls, .ods, .csv or .tsv.",
    },
    "refused.is_pdf": {
        "it": "Questo è un PDF. Serve il foglio da cui viene: esportalo come .xlsx o .csv e riprova.",
        "en": "This is a PDF. We need the spreadsheet it came from: export it as .xlsx or .csv and retry.",
    },
    "refused.is_document": {
        "it": "Questo è un documento di testo o una presentazione. Copia la tabella in un foglio di calcolo, salvalo e riprova.",
        "en": "This is a text document or a presentation. Copy the table into a spreadsheet, save it and retry.",
    },
    "refused.is_numbers": {
        "it": "Questo è un file di Numbers. In Numbers scegli File › Esporta come › Excel, e carica quello.",
        "en": "This is a Numbers file. In Numbers choose File › Export To › Excel, and use that.",
    },
    "refused.is_image": {
        "it": "Questa è un’immagine. Serve il foglio di calcolo: .xlsx, .xls, .ods, .csv o .tsv.",
        "en": "This is a picture. We need the spreadsheet: .xlsx, .xls, .ods, .csv or .tsv.",
    },
    "refused.is_html": {
        "it": "Questo file si presenta come un foglio di calcolo ma è una pagina web. Aprilo con Excel o LibreOffice, salvalo come .xlsx e riprova.",
        "en": "This file looks like a spreadsheet but is a web page. Open it with Excel or LibreOffice, save it as .xlsx and retry.",
    },
    "refused.is_old_xml": {
        "it": "Questo è un vecchio formato XML di Excel. Aprilo, salvalo come .xlsx e riprova.",
        "en": "This is an old XML format of Excel. Open it, save it as .xlsx and retry.",
    },
    "refused.is_archive": {
        "it": "Questo è un archivio compresso. Estrai il foglio che c’è dentro e carica quello.",
        "en": "This is a compressed archive. Extract the spreadsheet inside and use that.",
    },
    "refused.is_google_link": {
        "it": "Questo è solo un collegamento a Fogli Google. Nel foglio scegli File › Scarica › Microsoft Excel (.xlsx), e carica quello.",
        "en": "This is only a link to Google Sheets. In the sheet choose File › Download › Microsoft Excel (.xlsx), and use that.",
    },
    "refused.is_binary": {
        "it": "Questo file non è un foglio di calcolo: il contenuto non è testo. Vanno bene .xlsx, .xls, .ods, .csv e .tsv.",
        "en": "This file is not a spreadsheet: its content is not text. Use .xlsx, .xls, .ods, .csv or .tsv.",
    },
    "refused.wrong_encoding": {
        "it": "Letto come «{encoding}» il file non torna: scegli un altro modo di leggere i caratteri.",
        "en": "Read as “{encoding}” the file makes no sense: choose another way to read its characters.",
    },
    "refused.no_such_sheet": {
        "it": "Nel file non c’è un foglio «{sheet}». I fogli sono: {sheets}.",
        "en": "The file has no sheet “{sheet}”. Its sheets are: {sheets}.",
    },
    "refused.no_header": {
        "it": "Nel foglio «{sheet}» non si trova la riga con i nomi delle colonne. Mettili in una riga sopra le persone e riprova.",
        "en": "The sheet “{sheet}” has no row with the names of the columns. Put them in one row above the people and retry.",
    },
    "refused.mapping_missing": {
        "it": "Non c’è nessun file di colonne «{name}»: controlla il nome e la cartella.",
        "en": "There is no mapping file “{name}”: check the name and the folder.",
    },
    "refused.mapping_broken": {
        "it": "Il file di colonne «{name}» non si legge, riga {line}: {detail}",
        "en": "The mapping file “{name}” cannot be read, line {line}: {detail}",
    },
    "refused.mapping_shape": {
        "it": "Nel file di colonne «{name}» la voce «{key}» non è al suo posto: vedi l’esempio nella guida.",
        "en": "In the mapping file “{name}” the entry “{key}” is out of place: see the example in the guide.",
    },
    "refused.mapping_unknown_field": {
        "it": "Nel file di colonne la colonna «{header}» è data come «{field}», che non conosciamo. Si può scrivere: {fields}.",
        "en": "In the mapping file the column “{header}” is given as “{field}”, which we do not know. You can write: {fields}.",
    },
    "refused.mapping_unknown_column": {
        "it": "Il file di colonne parla di «{header}», ma nel foglio «{sheet}» questa colonna non c’è. Le colonne sono: {headers}.",
        "en": "The mapping file speaks of “{header}”, but the sheet “{sheet}” has no such column. Its columns are: {headers}.",
    },
    # -------------------------------------------------------------------------------------------- how it was read
    "note.header_row": {
        "it": "Intestazione alla riga {row}: sopra c’è un titolo, che abbiamo saltato.",
        "en": "Header in row {row}: the title above it was skipped.",
    },
    "note.total_row": {
        "it": "La riga {row} («{text}») è un totale e resta fuori.",
        "en": "Row {row} (“{text}”) is a total and stays out.",
    },
    "note.footer_row": {
        "it": "La riga {row} («{text}») è una nota in fondo al foglio e resta fuori.",
        "en": "Row {row} (“{text}”) is a note at the foot of the sheet and stays out.",
    },
    "note.repeated_header": {
        "it": "La riga {row} ripete l’intestazione e resta fuori.",
        "en": "Row {row} repeats the header and stays out.",
    },
    "note.empty_rows": {
        "it": "{count} righe vuote lasciate fuori.",
        "en": "{count} empty rows left out.",
    },
    "note.empty_rows.one": {
        "it": "Una riga vuota lasciata fuori.",
        "en": "One empty row left out.",
    },
    "note.empty_columns": {
        "it": "{count} colonne senza risposte lasciate fuori: {headers}.",
        "en": "{count} columns without answers left out: {headers}.",
    },
    "note.empty_columns.one": {
        "it": "Una colonna senza risposte lasciata fuori: {headers}.",
        "en": "One column without answers left out: {headers}.",
    },
    "note.unnamed_column": {
        "it": "La colonna {letter} non ha un nome: l’abbiamo chiamata «{header}».",
        "en": "Column {letter} has no name: we called it “{header}”.",
    },
    "note.duplicate_header": {
        "it": "Due colonne si chiamano «{header}»: la seconda, {letter}, qui è «{renamed}».",
        "en": "Two columns are called “{header}”: the second one, {letter}, is “{renamed}” here.",
    },
    "note.formulas": {
        "it": "{count} caselle sono formule: ne leggiamo l’ultimo risultato salvato.",
        "en": "{count} cells are formulas: we read their last saved result.",
    },
    "note.formulas.one": {
        "it": "Una casella è una formula: ne leggiamo l’ultimo risultato salvato.",
        "en": "One cell is a formula: we read its last saved result.",
    },
    "note.formulas_without_result": {
        "it": "{count} formule non hanno un risultato salvato (per esempio {cells}): apri il file, salvalo e riprova.",
        "en": "{count} formulas have no saved result (for example {cells}): open the file, save it and retry.",
    },
    "note.formulas_without_result.one": {
        "it": "La formula in {cells} non ha un risultato salvato: apri il file, salvalo e riprova.",
        "en": "The formula in {cells} has no saved result: open the file, save it and retry.",
    },
    "note.external_links": {
        "it": "Il file rimanda ad altri file: non li cerchiamo, leggiamo solo quello che c’è scritto qui.",
        "en": "The file points to other files: we do not follow them, only what is written here is read.",
    },
    "note.hidden_sheet": {
        "it": "Il foglio «{sheet}» è nascosto: non lo leggiamo se non lo scegli tu.",
        "en": "The sheet “{sheet}” is hidden: it is not read unless you choose it.",
    },
    "note.encoding": {
        "it": "Caratteri letti come {encoding}: se le accentate non tornano, scegli un altro modo.",
        "en": "Characters read as {encoding}: if accented letters look wrong, choose another way.",
    },
    "note.quotes_broken": {
        "it": "Le virgolette del file non si chiudono: le abbiamo prese come caratteri qualunque.",
        "en": "The quotes in the file do not close: they were taken as plain characters.",
    },
    "note.whole_line_quoted": {
        "it": "Ogni riga era chiusa tra virgolette: l’abbiamo aperta.",
        "en": "Every line was wrapped in quotes: we unwrapped it.",
    },
    "note.nul_removed": {
        "it": "Il file conteneva caratteri nulli, che abbiamo tolto.",
        "en": "The file contained null characters, which were removed.",
    },
    "note.ragged_rows": {
        "it": "{count} righe hanno più caselle dell’intestazione (la prima è la {row}): controlla che non ci sia un separatore di troppo.",
        "en": "{count} rows have more cells than the header (the first is row {row}): check for a separator too many.",
    },
    "note.ragged_rows.one": {
        "it": "La riga {row} ha più caselle dell’intestazione: controlla che non ci sia un separatore di troppo.",
        "en": "Row {row} has more cells than the header: check for a separator too many.",
    },
    "note.mojibake": {
        "it": "Alcune accentate erano già rovinate nel file (per esempio «{text}»): conviene esportarlo di nuovo.",
        "en": "Some accented letters were already broken in the file (for example “{text}”): better export it again.",
    },
    "note.cell_errors": {
        "it": "{count} caselle contengono un errore di calcolo (per esempio {cells}) e valgono come vuote.",
        "en": "{count} cells hold a calculation error (for example {cells}) and count as empty.",
    },
    "note.cell_errors.one": {
        "it": "La casella {cells} contiene un errore di calcolo e vale come vuota.",
        "en": "Cell {cells} holds a calculation error and counts as empty.",
    },
    "note.date_order": {
        "it": "Nella colonna «{header}» le date sono lette come {order}.",
        "en": "Dates in the column “{header}” are read as {order}.",
    },
    "note.date_order_unsure": {
        "it": "Nella colonna «{header}» le date si possono leggere in due modi (per esempio «{text}»): le abbiamo lette come {order}. Controlla.",
        "en": "Dates in the column “{header}” can be read in two ways (for example “{text}”): we read them as {order}. Please check.",
    },
    "order.dmy": {"it": "giorno, mese, anno", "en": "day, month, year"},
    "order.mdy": {"it": "mese, giorno, anno", "en": "month, day, year"},
    "order.ymd": {"it": "anno, mese, giorno", "en": "year, month, day"},
    # ------------------------------------------------------------------------------------------------ one answer
    "cell.required": {
        "it": "Qui manca «{label}»: scrivilo, oppure lascia fuori la riga.",
        "en": "“{label}” is missing here: write it, or leave the row out.",
    },
    "cell.email_space_before_at": {
        "it": "C’è uno spazio prima della chiocciola. Togliendolo va bene.",
        "en": "There is a space before the @. Without it, it is fine.",
    },
    "cell.email_space_after_at": {
        "it": "C’è uno spazio dopo la chiocciola. Togliendolo va bene.",
        "en": "There is a space after the @. Without it, it is fine.",
    },
    "cell.email_space": {
        "it": "C’è uno spazio in mezzo all’indirizzo. Togliendolo va bene.",
        "en": "There is a space inside the address. Without it, it is fine.",
    },
    "cell.email_comma": {
        "it": "C’è una virgola al posto di un punto. Con il punto va bene.",
        "en": "There is a comma instead of a dot. With the dot, it is fine.",
    },
    "cell.email_no_at": {
        "it": "Manca la chiocciola: non è un indirizzo e-mail.",
        "en": "The @ is missing: this is not an e-mail address.",
    },
    "cell.email_spelled_at": {
        "it": "La chiocciola è scritta a parole. Con @ va bene.",
        "en": "The @ is spelled out. With @ it is fine.",
    },
    "cell.email_two_ats": {
        "it": "Ci sono due chiocciole: quale delle due parti è giusta?",
        "en": "There are two @ signs: which part is right?",
    },
    "cell.email_doubled_at": {
        "it": "La chiocciola è ripetuta. Con una sola va bene.",
        "en": "The @ is repeated. With one, it is fine.",
    },
    "cell.email_several": {
        "it": "Qui ci sono {count} indirizzi: ne serve uno solo. Proponiamo il primo.",
        "en": "There are {count} addresses here: one is needed. We suggest the first.",
    },
    "cell.email_nothing_before_at": {
        "it": "Davanti alla chiocciola non c’è niente.",
        "en": "There is nothing before the @.",
    },
    "cell.email_nothing_after_at": {
        "it": "Dopo la chiocciola non c’è niente.",
        "en": "There is nothing after the @.",
    },
    "cell.email_no_ending": {
        "it": "Dopo la chiocciola manca la fine, per esempio «.it».",
        "en": "The part after the @ has no ending, such as “.it” or “.com”.",
    },
    "cell.email_double_dot": {
        "it": "Ci sono due punti di seguito. Con uno solo va bene.",
        "en": "There are two dots in a row. With one, it is fine.",
    },
    "cell.email_dot_at_edge": {
        "it": "C’è un punto accanto alla chiocciola. Togliendolo va bene.",
        "en": "There is a dot next to the @. Without it, it is fine.",
    },
    "cell.email_accent": {
        "it": "Nell’indirizzo c’è una lettera accentata («{text}»): quasi sempre è senza accento.",
        "en": "The address has an accented letter (“{text}”): it is nearly always without.",
    },
    "cell.email_character": {
        "it": "Nell’indirizzo c’è un carattere che non può starci: «{text}».",
        "en": "The address has a character that cannot be there: “{text}”.",
    },
    "cell.email_domain": {
        "it": "La parte dopo la chiocciola («{text}») non è scritta bene.",
        "en": "The part after the @ (“{text}”) is not well written.",
    },
    "cell.email_too_long": {
        "it": "L’indirizzo è più lungo di quanto un indirizzo possa essere.",
        "en": "The address is longer than an address can be.",
    },
    "cell.email_misspelled": {
        "it": "«{text}» sembra un errore di battitura per «{suggestion}».",
        "en": "“{text}” looks like a slip for “{suggestion}”.",
    },
    "cell.date_unclear": {
        "it": "«{text}» non si capisce come data: scrivila come 28/02/2026.",
        "en": "“{text}” cannot be read as a date: write it as 28/02/2026.",
    },
    "cell.date_impossible": {
        "it": "«{text}» non esiste nel calendario: scrivila come 28/02/2026.",
        "en": "“{text}” is not in the calendar: write it as 28/02/2026.",
    },
    "cell.date_other_order": {
        "it": "«{text}» non va con le altre date della colonna, lette come {order}. Forse è il {suggestion}?",
        "en": "“{text}” does not go with the other dates of the column, read as {order}. Perhaps it is {suggestion}?",
    },
    "cell.number_unclear": {
        "it": "Qui serve un numero, non «{text}».",
        "en": "A number is needed here, not “{text}”.",
    },
    "cell.number_ambiguous": {
        "it": "«{text}» si può leggere in due modi: {thousands} oppure {decimal}. Quale dei due?",
        "en": "“{text}” can be read in two ways: {thousands} or {decimal}. Which one?",
    },
    "cell.count_unclear": {
        "it": "Qui serve un numero da {least} a {most}, non «{text}». Se non lo sai, lascia vuoto.",
        "en": "A number from {least} to {most} is needed here, not “{text}”. If you do not know it, leave it empty.",
    },
    "cell.count_is_date": {
        "it": "Il programma di calcolo ha trasformato «{text}» in una data. Scrivi solo il numero più alto.",
        "en": "The spreadsheet program turned “{text}” into a date. Write only the larger number.",
    },
    "cell.yes_no_unclear": {
        "it": "Qui serve «sì» o «no», non «{text}».",
        "en": "“yes” or “no” is needed here, not “{text}”.",
    },
    "cell.role_unclear": {
        "it": "«{text}» non dice se mentor o mentee: scrivi «mentor», «mentee» oppure «entrambi».",
        "en": "“{text}” does not say mentor or mentee: write “mentor”, “mentee” or “both”.",
    },
    "cell.language_unknown": {
        "it": "Non riconosciamo questa lingua: «{text}».",
        "en": "We do not recognise this language: “{text}”.",
    },
    "cell.option_unknown": {
        "it": "«{text}» non è fra le risposte previste. Forse intendevi «{suggestion}»?",
        "en": "“{text}” is not one of the answers foreseen. Did you mean “{suggestion}”?",
    },
    "cell.option_unknown_alone": {
        "it": "«{text}» non è fra le risposte previste.",
        "en": "“{text}” is not one of the answers foreseen.",
    },
    "cell.too_long": {
        "it": "Il testo ha {length} caratteri e il limite è {limit}: accorcialo un poco.",
        "en": "The text has {length} characters and the limit is {limit}: shorten it a little.",
    },
    "cell.availability_unclear": {
        "it": "Da «{text}» non si capisce in quali giorni o ore: per esempio «lunedì sera, sabato mattina».",
        "en": "“{text}” does not say which days or hours: for example “Monday evening, Saturday morning”.",
    },
    # ------------------------------------------------------------------------------------------------ one person
    "row.same_email": {
        "it": "Stessa e-mail della riga {row}: è la stessa persona? Teniamo questa, che è la più recente.",
        "en": "Same e-mail as row {row}: is it the same person? We keep this one, the latest.",
    },
    "row.same_email_two_names": {
        "it": "Stessa e-mail della riga {row}, ma il nome è diverso ({name}). Chi è?",
        "en": "Same e-mail as row {row}, but another name ({name}). Who is it?",
    },
    "row.no_identity": {
        "it": "Non ci sono né nome né e-mail: non sappiamo chi sia.",
        "en": "There is neither a name nor an e-mail: we cannot tell who this is.",
    },
    "row.no_consent": {
        "it": "La risposta sul consenso è «no»: la riga resta fuori.",
        "en": "The answer on consent is “no”: the row stays out.",
    },
    "row.left": {
        "it": "Nel foglio questa persona risulta uscita ({text}).",
        "en": "The sheet says this person has left ({text}).",
    },
}
