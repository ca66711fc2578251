from reciproca.core.avatars import CHORDS, TONES, avatar, initials


def test_avatar_stays_when_the_name_changes() -> None:
    before, after = avatar("k3v9", "Marta Ferri"), avatar("k3v9", "Marta Ferri Bianchi")

    assert (before.tone, before.chord_path) == (after.tone, after.chord_path)
    assert (before.initials, after.initials) == ("MF", "MB")


def test_avatar_is_the_same_in_every_release() -> None:
    # Written down from the first run: changing the hash would change everybody's face.
    faces = {
        public_id: (avatar(public_id, "A").tone, CHORDS.index(avatar(public_id, "A").chord_path)) for public_id in "abc"
    }

    assert faces == {"a": (1, 2), "b": (5, 0), "c": (8, 3)}


def test_avatars_use_every_tone_and_every_chord() -> None:
    faces = [avatar(f"member-{n}", "Ada Colombo") for n in range(400)]

    assert {face.tone for face in faces} == set(range(1, TONES + 1))
    assert {face.chord_path for face in faces} == set(CHORDS)


def test_initials_of_names_as_people_write_them() -> None:
    names = [
        "Marta Ferri",
        "Mei Lin Rossi",
        "Matteo De Luca",
        "Samira",
        "  ",
        "élodie d'Arc",
        "Anna-Maria",
        "Gian Luca di",
    ]

    assert [initials(name) for name in names] == ["MF", "MR", "ML", "S", "·", "ÉD", "AM", "GL"]
