"""The languages of the interface: catalogues, plurals, dates and numbers.

What comes in: ``locale/<code>.po``, written by hand and reviewable by a person. What goes out: a `Language` whose
methods the templates call. Never here: the words of a story, the labels of a codebook.
"""

from __future__ import annotations

import datetime as dt
import functools
import io
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.core import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from answerable.model.interval import Interval

_LOCALE = Path(__file__).parent / "locale"
SOURCE_LANGUAGE = "en"
NAMES = {"en": "English", "cy": "Cymraeg"}


@functools.cache
def load_translations(code: str) -> NullTranslations:
    """The catalogue of a language, compiled in memory; English is the source and needs none."""
    path = _LOCALE / f"{code}.po"
    if not path.is_file():
        return NullTranslations()
    with path.open("rb") as file:
        catalog = read_po(file, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)


def list_languages() -> tuple[str, ...]:
    """Codes of the languages that the interface speaks."""
    return (SOURCE_LANGUAGE, *sorted(path.stem for path in _LOCALE.glob("*.po")))


class Language:
    """How one language says dates, numbers, counts and the interface's own sentences."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.name = NAMES.get(code, code)
        self._locale = Locale.parse("en_GB" if code == "en" else code)
        self.translations = load_translations(code)
        self._numbers: dict[float, str] = {}

    def say(self, message: str, **fields: object) -> str:
        """A sentence of the interface, with its fields filled."""
        said = self.translations.gettext(message)
        return said % fields if fields else said

    def count(self, one: str, many: str, n: int, **fields: object) -> str:
        """A sentence with a number in it, in the plural form that the number takes (Welsh has six)."""
        return self.translations.ngettext(one, many, n) % {"n": self.number(n), **fields}

    def number(self, number: float) -> str:
        """A number with the language's separators."""
        if number not in self._numbers:
            self._numbers[number] = str(format_decimal(number, format="#,##0.#", locale=self._locale))
        return self._numbers[number]

    def percent(self, share: float) -> str:
        """A share as a whole percentage."""
        return str(format_percent(share, format="#,##0%", locale=self._locale))

    def name_of(self, code: str) -> str:
        """The name of a language, in this one."""
        return str(self._locale.languages.get(code, code))

    def day(self, day: dt.date | str | None, form: str = "d MMMM y") -> str:
        """A day in words; nothing for no day."""
        if not day:
            return ""
        parsed = dt.date.fromisoformat(day[:10]) if isinstance(day, str) else day
        return str(format_date(parsed, form, locale=self._locale))

    def moment(self, instant: dt.datetime | str) -> str:
        """A day with its time, and the zone as the instant has it; the day alone where no time is given."""
        if isinstance(instant, str) and "T" not in instant:
            return self.day(instant)
        at = dt.datetime.fromisoformat(instant) if isinstance(instant, str) else instant
        offset = at.utcoffset() or dt.timedelta()
        zone = "UTC" if not offset else f"UTC{'+' if offset > dt.timedelta() else '-'}{abs(offset).seconds // 3600}"
        return f"{self.day(at.date())}, {at:%H:%M} {zone}"

    def value(self, value: Interval | None, unit: str = "") -> str:
        """A value with its doubt."""
        if value is None:
            return self.say("not measured")
        show = self.percent if unit == "share" else self.number
        low = show(value.low)
        if value.high is None:
            return self.say("at least %(low)s", low=low)
        high = show(value.high)
        return low if low == high else self.say("between %(low)s and %(high)s", low=low, high=high)
