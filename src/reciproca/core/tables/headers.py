# A table of words: a line holds what belongs together.
"""How people name their columns, in Italian and English: whole names first, then ways of asking."""

from __future__ import annotations

import re

# Spoken forms first: the whole name of the column, as `plain` leaves it.
NAMES: dict[str, str] = {
    spoken: name
    for name, forms in {
        "first_name": "nome|first name|firstname|given name|name first|your first name|nome di battesimo|il tuo nome|prenome"
        "|forename|preferred name|vorname",
        "last_name": "cognome|last name|lastname|surname|family name|your last name|il tuo cognome|nachname",
        "full_name": "nome e cognome|cognome e nome|nome cognome|cognome nome|nominativo|full name|fullname|name|real name"
        "|your name|your full name|name and surname|nome completo|il tuo nome e cognome|chi sei|persona|partecipante"
        "|participant|person|first and last name|nome e cognome del partecipante|display name|mentor name or mentee name",
        "email": "email|e mail|mail|email address|e mail address|indirizzo email|indirizzo e mail|indirizzo di posta"
        "|posta elettronica|indirizzo di posta elettronica|your email|your email address|la tua email|la tua e mail"
        "|email personale|email aziendale|work email|contact email|nome utente|username email|e mail adresse"
        "|email 1 value|e mail 1 value|primary email|recapito email",
        "minor": "minorenne|minorenni|e minorenne|persona minorenne|minore|minore di eta|minori|minor|minors|is minor"
        "|is a minor|under 18|under age|underage|under eighteen|meno di 18 anni|minore di 18 anni|ha meno di 18 anni",
        "external_id": "id|matricola|codice|codice socio|numero socio|n socio|tessera|numero tessera|employeeid|employee id"
        "|external id|externalid|member id|membership number|student id|student number|numero di matricola|codice persona"
        "|codice dipendente|user id|userid|username|numero di tessera",
        "role": "ruolo nel programma|mentor o mentee|mentor mentee|mentor or mentee|role|partecipi come|vuoi partecipare come"
        "|i want to be a|participation|tipo di partecipazione|mentor mentee both",
        "is_both": "both mentor and mentee|sia mentor sia mentee|sia mentor che mentee",
        "offers": "offro|cosa offro|che cosa offro|offerte|offerta|offer|offers|i offer|i can offer|what i offer"
        "|what i can offer|competenze offerte|skills offered|can help with|i can help with|posso aiutare",
        "needs": "cerco|mi serve|cosa mi serve|che cosa mi serve|cosa cerco|che cosa cerco|bisogni|bisogno|need|needs|i need"
        "|what i need|competenze cercate|skills wanted|help needed|looking for|obiettivi|goals|my goals|obiettivo",
        "topics": "temi|tema|argomenti|topics|topic|competenze|skills|skill|expertise|aree di competenza|aree"
        "|areas of expertise|area di competenza|function|funzione|aree tematiche|specialties",
        "interests": "interessi|interests|hobby|hobbies|passioni|characteristics|tempo libero",
        "profession": "professione|profession|your profession|occupation|lavoro|mestiere|attivita lavorativa|attivita"
        "|cosa fai|che lavoro fai|current occupation",
        "job_title": "job title|title|titolo|ruolo|ruolo aziendale|qualifica|posizione|position|mansione|ruolo professionale"
        "|ruolo attuale|current role|current position|job role|incarico|organization title",
        "grade": "grade|livello|inquadramento|your grade|seniority|fascia|level|job grade",
        "industry": "industry|settore|sector|settore professionale|settore di attivita|ambito|ambito professionale|campo",
        "organisation": "organizzazione|organisation|organization|azienda|ente|company|employer|datore di lavoro|societa"
        "|impresa|associazione|institution|istituzione|organization name|your department or agency|scuola|universita"
        "|ateneo|workplace|current employer|current company|company name",
        "department": "reparto|department|dipartimento|ufficio|unita|unita organizzativa|team|divisione|division|area aziendale"
        "|business unit|direzione|dept",
        "place": "citta|city|luogo|place|location|residenza|citta di residenza|sede|provincia|comune|dove vivi|where do you live"
        "|geography|town|sede di lavoro|regione|region|dove ti trovi|home town|paese|country|current location|office",
        "languages": "lingue|languages|lingue parlate|languages spoken|spoken languages|lingue conosciute|conoscenze linguistiche",
        "language": "lingua|language|lingua preferita|preferred language",
        "availability": "disponibilita|availability|quando|orari|orari preferiti|giorni|preferred times|quando sei disponibile"
        "|disponibilita oraria|giorni e orari|when are you available|fasce orarie|preferred time",
        "capacity": "capacita|capacity|posti|quanti mentee|numero mentee|numero di mentee|n mentee|max mentees|maximum mentees"
        "|number of mentees|mentee max|mentees|massimo mentee|posti disponibili|how many mentees|max mentee",
        "demand": "quanti mentor|numero mentor|numero di mentor|how many mentors|number of mentors|n mentor",
        "class_year": "class year|anno di laurea|anno di diploma|anno di corso|anno accademico|graduation year|anno|classe"
        "|year of graduation|year|promozione|anno di immatricolazione|class of",
        "headline": "headline|in una riga|presentazione breve|motto|tagline",
        "story": "biografia|biography|bio|storia|presentazione|about|about me|su di me|story|profilo|profile|raccontati"
        "|description|descrizione|summary|chi sono",
        "avoid": "da evitare|esclusioni|incompatibilita|conflitti|conflitti di interesse|conflicts|do not match|avoid"
        "|not with|non abbinare con|persone da evitare|con chi no",
        "consent": "consenso|privacy|consent|gdpr|autorizzo|accetto|consenso privacy|trattamento dati|trattamento dei dati"
        "|data consent|terms|condizioni",
        "status": "employeestatuscode|employee status code|employee status|stato|status|stato dipendente",
        "timestamp": "informazioni cronologiche|timestamp|data e ora|ora di completamento|completion time|submitted at"
        "|submission date|data di compilazione|data compilazione|data invio|data di invio|ora di fine|horodateur"
        "|data iscrizione|data di iscrizione|submitted on|created at|date submitted|data risposta",
        "phone": "telefono|cellulare|phone|phone number|mobile|cell|tel|numero di telefono|recapito telefonico|recapito"
        "|telephone|mobile number|phone 1 value",
        "notes": "note|notes|commenti|comments|osservazioni|remarks|note segreteria|altro|annotazioni|comment",
        "mentor_email": "mentor email address|mentor email|email mentor|e mail mentor|email del mentor|mentor e mail"
        "|indirizzo email mentor|mentor mail|mail mentor|e mail del mentor",
        "mentee_email": "mentee email address|mentee email|email mentee|e mail mentee|email del mentee|email della mentee"
        "|mentee e mail|indirizzo email mentee|mentee mail|mail mentee|e mail del mentee",
        "mentor_name": "mentor|mentor name|nome mentor|nome del mentor|mentor full name|nome e cognome mentor",
        "mentee_name": "mentee|mentee name|nome mentee|nome del mentee|nome della mentee|mentee full name|nome e cognome mentee",
        "pair_name": "mentoring connection name|connection name|nome coppia|coppia|pair|pair name",
        "started_on": "start date|started on|data inizio|inizio|data di inizio|dal|start|connection start date|from",
        "ended_on": "end date|ended on|finished on|data fine|fine|data di fine|al|end|connection end date|until",
        "sensitive": "gender|genere|sesso|sex|race|ethnicity|race ethnicity|etnia|religione|religion|orientamento sessuale"
        "|sexual orientation|disabilita|disability|identity to match|match with similar identity|identita|salute|health"
        "|pronouns|pronomi|identity|nazionalita|nationality|cittadinanza|sindacato|trade union|partito",
        "ignore": "data di nascita|birth date|date of birth|birthday|codice fiscale|eta|age|iban|indirizzo|address|cap|photo"
        "|foto|linkedin|url|website|sito|link|punteggio|score|start time|ora di inizio|submission id|respondent id|n"
        "|numero|nr|num|progressivo|riga|row|no|ip address|employee status",
    }.items()
    for spoken in forms.split("|")
}  # fmt: skip

# Then ways of asking: the first that fits wins, so that the particular stands before the general.
ASKED: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("sensitive", r"\b(gender|genere|sesso|ethnic\w*|race|etnia|religio\w+|orientamento sessuale|sexual|disabil\w+|"
                      r"identity|salute|health|allerg\w+|nationality|nazionalita|pronoun\w*)\b"),
        ("avoid", r"\b(non (vorrest\w+|vuoi|vorrei|voglio|preferisc\w+|desider\w+|abbin\w+|mett\w+|incontrar\w+)|con chi (preferisc\w+ )?non\b|"
                  r"preferisc\w+ non\b|non (essere|venire) abbinat|(do not|don t|not to|prefer not|rather not|not want|avoid|never)\b.*"
                  r"\b(meet\w*|match\w*|pair\w*|work\w*|person|people|someone|anyone)|evitar\w+|conflitt\w+|conflict\w*|incompatibil\w+|"
                  r"linea gerarchica|line manager|reports? to|riporti a)\b"),
        ("consent", r"\b(consen[st]\w*|agree\b.*\b(to|that|with)|privacy|gdpr|trattamento|autorizz\w+|acconsent\w+|informativa|terms)\b"),
        ("capacity", r"\b(quant[ei]\b.*\b(mentee|mentees|persone|studenti|studentesse|ragazz[ei]|giovani|posti)|"
                     r"how many\b.*\b(mentees?|students?|people|persons)|(max\w*|massimo|numero|number|n)\b.*\b(mentees?|students?|persone|posti))\b"),
        ("demand", r"\b(quanti|how many|numero di|number of)\b.*\bmentors?\b"),
        ("mentor_email", r"\bmentor\b.*\b(e ?mail|mail|posta)\b|\b(e ?mail|mail)\b.*\bmentor\b"),
        ("mentee_email", r"\bmentee\b.*\b(e ?mail|mail|posta)\b|\b(e ?mail|mail)\b.*\bmentee\b"),
        ("is_both", r"\b(both|sia|entramb\w+)\b.*\bmentor\b.*\bmentee\b"),
        ("role", r"\b(mentor|mentore)\b.*\b(o|or|oppure|e|and)\b.*\bmentee\b|\b(come|as|ruolo|role)\b.*\b(partecip\w+|programm\w*|mentoring|percorso)\b|"
                 r"\b(partecip\w+|participate|join)\b.*\b(come|as|ruolo|role)\b|\b(vuoi|vorresti) essere\b.*\bmentor\b.*\bmentee\b"),
        ("is_mentor", r"\b(sign up|register|be|become|act|diventare|fare|essere|disponibile|volunteer|candid\w+|partecip\w+)\b.*\bmentor\b(?!.*\bmentee\b)|\bare you a mentor\b"),
        ("is_mentee", r"\b(sign up|register|be|become|diventare|fare|essere|candid\w+|partecip\w+)\b.*\bmentee\b|\b(want|need|like|cerchi|vuoi|vorresti|avere)\b.*\ba? ?mentor\b|\bare you a mentee\b"),
        ("worthwhile", r"\b(worthwhile|valesse la pena|ne sara valsa|prezios\w+|renderebbe)\b"),
        ("needs", r"\b(in (che )?cosa|su (che )?cosa|per (che )?cosa|quale|quali|what|which|where|dove|che tipo di)\b.*\b(ti serve|ti servirebbe|"
                  r"hai bisogno|vorrest\w+ (essere aiutat\w+|aiuto|imparare|crescere|migliorare|ricevere|supporto)|essere aiutat\w+|cerchi|cercate|imparare|"
                  r"(you|do you) (need|want to learn|looking for|hope to (learn|gain))|want help|need help|would you like (help|to learn|support)|looking for)\b|"
                  r"\b(ti serve|cosa cerchi|di che cosa hai bisogno|bisogn\w+|needs? help|seeking|help (wanted|needed)|want to learn|"
                  r"aree? di (miglioramento|crescita|sviluppo)|development (areas?|needs?|goals?)|learning goals?|obiettiv\w+|goals?|aspettativ\w+|expectations?)\b"),
        ("offers", r"\b(offr\w+|offer\w*|aiutare|puoi (dare|portare|condividere|insegnare|offrire|mettere)|mettere? a disposizione|"
                   r"can (you|i) (help|offer|share|teach|give|support)|(can|could|able to|happy to|willing to) (help|offer|share|mentor\b.*\bin)|"
                   r"help (others|people|someone) with|competenze (da|che) (condivider\w+|offr\w+|puoi)|mentor (someone )?(in|on|about)|fare da mentor su)\b"),
        ("languages", r"\b(lingu[ea]|languages?)\b.*\b(parl\w+|conosc\w+|speak|spoken|comfortable|sai|sapete|usare)\b|"
                      r"\b(parl\w+|speak)\b.*\b(lingu[ea]|languages?)\b|\bin (che|quali) lingu[ea]\b"),
        ("availability", r"\b(disponibil\w+|availab\w+|orari\w*|fasc[ei] orari\w+|quando puoi|quando possiamo|giorni|time slots?|when can)\b"),
        ("timestamp", r"\b(informazioni cronologiche|timestamp|ora di completamento|completion time)\b"),
        ("email", r"\b(e ?mail|posta elettronica)\b"),
        ("phone", r"\b(telefon\w+|cellulare|phone|whatsapp|mobile)\b"),
        ("first_name", r"^(your |il tuo |inserisci il tuo |nome )?(first|given) name$|^nome\b(?!.*\bcognome\b)(?!.*\b(azienda|ente|organizzazione|scuola|mentor|mentee|societa)\b)$"),
        ("last_name", r"^(your |il tuo |inserisci il tuo )?(cognome|surname|(last|family) name)\b(?!.*\bnome\b)"),
        ("full_name", r"\b(nome e cognome|cognome e nome|full name|first and last name|come ti chiami|what is your name|what s your name)\b"),
        ("mentor_name", r"^(nome|name)\b.*\bmentor$"),
        ("mentee_name", r"^(nome|name)\b.*\bmentee$"),
        ("external_id", r"\b(matricola|tessera|codice (socio|persona|dipendente|studente)|(employee|student|member|external) (id|number)|numero socio)\b"),
        ("class_year", r"\b(class year|anno (di|del|della) (laurea|diploma|corso|maturita|promozione)|graduat\w+ (year|in)|year (of|you) graduat\w+|class of)\b"),
        ("industry", r"\b(industry|industries|settore|sector)\b"),
        ("organisation", r"\b(azienda|organi[sz]zazione|organi[sz]ation|company|employer|datore di lavoro|dove lavori|where do you work|ente|istituzione|institution)\b"),
        ("department", r"\b(dipartimento|department|ufficio|reparto|unita organizzativa)\b"),
        ("grade", r"\b(grade|livello|seniority|inquadramento)\b"),
        ("job_title", r"\b(job title|ruolo (attuale|professionale|aziendale|lavorativo)|qualifica|mansione|posizione (attuale|lavorativa)|current (role|position))\b"),
        ("profession", r"\b(professione|profession|occupation|che lavoro|cosa fai nella vita|what do you do|mestiere|lavoro)\b"),
        ("place", r"\b(citta|city|dove (vivi|abiti|risiedi)|where (do you|are you) (live|based|located)|residenza|provincia|comune di|location|sede)\b"),
        ("interests", r"\b(interess\w+|interests?|hobb\w+|passion\w+|tempo libero|free time|outside (of )?work)\b"),
        ("topics", r"\b(temi|tema|argoment\w+|topics?|competenz\w+|skills?|expertise|materie|subjects?|aree)\b"),
        ("story", r"\b(raccont\w+|biograf\w+|bio|about (you|yourself)|tell us|present\w+|descriv\w+|parlaci|motivazion\w+|motivation|perche vuoi|why do you)\b"),
        ("notes", r"\b(note|notes|comment\w+|osservazion\w+|altro da (dire|segnalare)|anything else)\b"),
    )
)  # fmt: skip
