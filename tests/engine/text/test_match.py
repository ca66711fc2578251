"""Needs and offers as people really write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reciproca_engine import text
from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.text.topics import TOPICS

# A need and an offer that answers it, in the words of application forms.
MEETINGS = [
    ("Vorrei imparare a negoziare", "Negotiation"),
    ("parlare in pubblico senza paura", "Public speaking"),
    ("raccolta fondi", "Fundraising for non-profits"),
    ("Rifare il curriculum", "CV review"),
    ("gestione del tempo", "Time management"),
    ("gestire un team", "Team leadership, gestione del team"),
    ("preparare un colloquio", "Job interviews"),
    ("cambiare lavoro", "Career change"),
    ("diventare imprenditrice", "Imprenditore/trice da vent'anni"),
    ("lavorare con ricercatrici", "ricercator*"),
    ("città e mobilità", "Mobilita urbana"),
    ("sviluppatrice web", "Sviluppatori web"),
    ("find investors", "Rapporti con investitori"),
    ("work-life balance", "conciliazione tra vita e lavoro"),
    ("C++", "C++ avanzato"),
]


@pytest.mark.parametrize(("need", "offer"), MEETINGS)
def test_an_offer_meets_its_need(need, offer):
    others = [answer for _, answer in MEETINGS]

    found = text.match([need], others)

    assert others[int(found.offer[0])] == offer


@pytest.mark.parametrize(
    ("need", "offer"),
    [
        ("raccolta fondi", "raccolta differenziata dei rifiuti"),
        ("public speaking", "public administration"),
        ("gestione del tempo", "gestione dello stress"),
        ("Vorrei un aiuto", "Posso aiutare con il marketing"),
        ("diritto del lavoro", "lavoro all'estero"),
    ],
)
def test_small_talk_and_half_phrases_do_not_pass_for_an_answer(need, offer):
    assert text.closeness([need], [offer])[0, 0] < 0.5


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.text(max_size=40), st.text(max_size=40))
def test_scores_stay_between_nothing_and_all(need, offer):
    score = text.closeness([need], [offer])[0, 0]

    assert 0 <= score <= 1
    assert text.closeness([offer], [need])[0, 0] > 0 or score == 0


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.text(alphabet="abcdefgh èàù'/-", min_size=1, max_size=40))
def test_a_text_meets_itself_when_it_has_words(written):
    score = text.closeness([written], [written])[0, 0]

    assert score == (1.0 if text.words(written) else 0.0)


def test_case_accents_and_small_words_do_not_matter():
    assert text.closeness(["La PARITÀ di genere"], ["parita' genere"])[0, 0] == 1.0


def test_matches_come_best_first_with_the_words_shared():
    found = text.match(["negoziazione e vendite"], ["Vendite", "Negotiation and sales", "musica"])

    assert [(offer, score) for _, offer, score, _ in found] == [(1, 1.0), (0, 0.5)]
    assert found.reason[0].subject == {"need": "negoziazione e vendite", "offer": "Negotiation and sales"}
    assert found.reason[0].values == {"words": (("negoziazione", "negotiation"), ("vendite", "sales"))}
    assert found.reason[0].contribution == 1.0


def test_languages_may_be_narrowed():
    assert text.closeness(["insegnanti"], ["insegnante"], languages=["it"])[0, 0] == 1.0
    with pytest.raises(InvalidProblem, match="languages"):
        text.match([], [], languages=["de"])


def test_every_topic_is_found_by_each_of_its_sayings():
    lost = [
        (topic, saying)
        for topic, sayings in TOPICS.items()
        for saying in sayings
        if not any(key.startswith("topic:") for word in text.words(saying) for key in word.keys)
    ]

    assert lost == []


def test_no_saying_belongs_to_two_topics():
    sayings = [saying for group in TOPICS.values() for saying in group]

    assert sorted(sayings) == sorted(set(sayings))


REASONS = [
    ("Preparare il primo budget", "Budgeting"),
    ("Una mano a leggere un conto economico", "Leggere un conto economico da cima a fondo"),
    ("Un’ora di inglese alla settimana", "An hour in English, without hurry"),
    ("Imparare a spegnere il telefono la domenica", "Il telefono la domenica"),
    ("Due righe oneste sul mio curriculum", "Un curriculum che racconti una storia"),
]
NO_REASONS = [
    ("Un consiglio su come parlare a un gruppo nuovo", "Una mattina nei campi per parlare camminando"),
    ("Imparare a fare un preventivo", "Che domande fare io"),
    ("Conoscere chi lavora con le scuole", "lavoro da remoto"),
    ("Un negozio in rete che non diventi un secondo lavoro", "trattativa"),
    ("Qualcuno che mi insegni a fare un budget di progetto", "didattica"),
    ("", "didattica"),
    ("?!", "?!"),
]


@pytest.mark.parametrize(("need", "offer"), REASONS)
def test_what_can_be_said_aloud_is_a_reason(need, offer):
    assert text.is_about(need, offer)


@pytest.mark.parametrize(("need", "offer"), NO_REASONS)
def test_a_word_that_goes_with_everything_is_no_reason(need, offer):
    assert not text.is_about(need, offer)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(*[st.lists(st.sampled_from([word for pair in MEETINGS + REASONS for word in pair]), max_size=3)] * 2)
def test_keys_meet_exactly_when_texts_share_a_word(need, offer):
    need, offer = " ".join(need), " ".join(offer)

    meet = bool(text.keys(need) & text.keys(offer))

    assert meet == bool(text.shared_words(need, offer)) == (text.closeness([need], [offer])[0, 0] > 0)
    assert meet or not text.is_about(need, offer)
