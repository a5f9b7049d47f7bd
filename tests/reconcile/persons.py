"""Generated persons and their damaged copies, in the manner of the FEBRL test sets. Everybody is invented."""

from __future__ import annotations

import random

_SYLLABLES = ("mar", "len", "tor", "vik", "ash", "el", "bran", "dou", "ri", "sa", "mon", "te", "ka", "lo", "win", "dre")
_KINDS = ("road", "street", "lane", "close", "avenue")
Person = dict[str, str]


def make_persons(n: int, seed: int) -> list[Person]:
    """Persons with names, addresses, dates and numbers; common names come often."""
    pick = random.Random(seed)
    names = ["".join(pick.sample(_SYLLABLES, pick.choice((2, 2, 3)))) for _ in range(400)]
    places = ["".join(pick.sample(_SYLLABLES, 2)) + "ton" for _ in range(150)]
    persons = []
    for _ in range(n):
        persons.append(
            {
                "given_name": names[int(pick.paretovariate(0.6)) % 200],
                "surname": names[int(pick.paretovariate(0.4)) % 400],
                "street": f"{pick.randint(1, 300)} {pick.choice(names)} {pick.choice(_KINDS)}",
                "suburb": pick.choice(places),
                "postcode": str(pick.randint(1000, 9999)),
                "date_of_birth": f"{pick.randint(1930, 2005)}-{pick.randint(1, 12):02d}-{pick.randint(1, 28):02d}",
                "number": str(pick.randint(1_000_000, 9_999_999)),
            }
        )
    return persons


def damage(person: Person, pick: random.Random, n_errors: int) -> Person:
    """A copy with slips of the pen, swapped letters, lost words and blanks."""
    copy = dict(person)
    for _ in range(n_errors):
        name = pick.choice(list(copy))
        text = copy[name]
        kind = pick.randrange(5)
        at = pick.randrange(len(text)) if text else 0
        if not text:
            continue
        if kind == 0:
            copy[name] = ""
        elif kind == 1:
            copy[name] = text[:at] + pick.choice("abcdefgh" if text[at].isalpha() else "0123456789") + text[at + 1 :]
        elif kind == 2:
            copy[name] = text[:at] + text[at + 1 :]
        elif kind == 3 and at + 1 < len(text):
            copy[name] = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        else:
            copy[name] = text[:at] + text[at] + text[at:]
    return copy


def make_tables(
    n: int, n_shared: int, seed: int, most_errors: int = 4
) -> tuple[list[Person], list[Person], set[tuple[int, int]]]:
    """Two tables of n persons, n_shared of them in both, and which rows those are."""
    pick = random.Random(seed)
    persons = make_persons(2 * n - n_shared, seed)
    left = persons[:n]
    right = [damage(one, pick, pick.randint(1, most_errors)) for one in persons[n - n_shared :]]
    order = list(range(n))
    pick.shuffle(order)
    place = {old: new for new, old in enumerate(order)}
    return left, [right[old] for old in order], {(n - n_shared + i, place[i]) for i in range(n_shared)}
