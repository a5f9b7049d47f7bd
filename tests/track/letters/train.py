"""Learn from the labelled letters what their words and the rules' signs say, and write the file that the package ships.

    python tests/track/letters/train.py             learn, write src/answerable/track/learned/letters.npz
    python tests/track/letters/train.py --measure   one hand after another left out: how often each is right

Both then do the same for the sections that a letter relies on (`train_sections.py`) and for its reference
(`train_references.py`).

It takes scikit-learn (``pip install 'answerable[learned]'``) and some minutes. The letters kept for testing are never
read. Nothing is left to chance: the same letters and libraries give the same bytes.

Two steps. First a support vector machine weighs sequences of words and characters, for the kind and for the decision.
It has seen all hands but one when it scores that one's letters. Then a logistic regression weighs these scores and the
signs of the rules. The signs are those at first sight (`first_sight.py`), before any rule was written after a letter:
rules that were made for a letter are right about it, and would be trusted too much.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import json
import sys
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from answerable.track.learned.compare import find_pair
from answerable.track.learned.grams import list_grams, list_lines
from answerable.track.learned.grams import normalize as plain
from answerable.track.learned.weights import FILE, TASKS
from answerable.track.quoted import divide_letter

HERE = Path(__file__).parent
TARGET = HERE.parents[2] / "src" / "answerable" / "track" / "learned" / FILE
HANDS = {
    "first": ("dev", "held"),
    "second": ("fresh1", "fresh2", "unseen"),
    "third": ("study", "blind", "late"),
    "fourth": ("study2", "blind2"),
    "fifth": ("study3",),
    "sixth": ("study4",),
    "seventh": ("study5",),
    "eighth": ("study6",),
    "ninth": ("study7",),
    "tenth": ("study8",),
    "eleventh": ("study9",),
}
N_MADE, WEIGHT_MADE = 1200, 0.5
WEIGHT_DRESSED = 0.5
LEAST_WORDS, LEAST_PIECES = 2, 3
SIGNS_COUNT = 0.3
"""How much a sign of the rules counts beside a score before it is weighed: less, as there are many of them."""
LEVELS = (0.9, 0.8, 0.65, 0.5, 0.35, 0.2, 0.0)


def load_module(name: str) -> ModuleType:
    """A module that lies beside this one."""
    spec = importlib.util.spec_from_file_location(f"letters_{name}", HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True)
class Letters:
    """What is learned from: counts of grams, a row a letter; then the made ones, and each letter in another dress.

    `hands` is empty for a made letter; `dressed` says which are copies; `signs` has a row of noughts where the rules'
    first sight is not known.
    """

    counts: csr_matrix
    grams: np.ndarray
    labels: dict[str, np.ndarray]
    hands: np.ndarray
    dressed: np.ndarray
    signs: csr_matrix
    sign_names: tuple[str, ...]
    has_signs: np.ndarray
    rules: dict[str, np.ndarray]
    ids: tuple[str, ...]


def load(hands: dict[str, tuple[str, ...]] = HANDS) -> Letters:
    """Every labelled letter but the kept ones, and the letters made of sentences."""
    measuring, making = load_module("measure"), load_module("making")
    rows = [
        dict(row, hand=hand) for hand, names in hands.items() for name in names for row in measuring.load_letters(name)
    ]
    assert not any(set(names) & set(measuring.KEPT) for names in hands.values())
    made = making.make_letters(N_MADE)
    texts = [list_grams_of(row["text"].strip(), row.get("subject", "")) for row in rows]
    texts += [_count_lines(letter.lines) for letter in made]
    dress = [_count_lines((*head, *foot)) for head, foot in making.list_dress(len(rows))]
    texts += [text + more for text, more in zip(texts[: len(rows)], dress, strict=True)]
    grams, counts = _count(texts)
    sight: dict[str, str] = json.loads((HERE / "first_sight.json").read_text(encoding="utf-8"))
    named = [sight.get(row["id"], "").split() for row in rows] + [[]] * (len(made) + len(rows))
    names = tuple(sorted({name for row in named for name in row}))
    signs = csr_matrix(np.array([[name in set(row) for name in names] for row in named], dtype=np.float64))
    return Letters(
        counts,
        grams,
        {
            task: np.array([*labels, *(getattr(item, task) for item in made), *labels])
            for task in TASKS
            for labels in [[row.get(task, "none") for row in rows]]
        },
        np.array([row["hand"] for row in rows] + [""] * len(made) + [row["hand"] for row in rows]),
        np.array([False] * (len(rows) + len(made)) + [True] * len(rows)),
        signs,
        names,
        np.array([bool(row) for row in named]),
        {task: np.array([_read_sign(row, task) for row in named]) for task in TASKS},
        tuple(row["id"] for row in rows),
    )


def _count_lines(lines: Sequence[str]) -> Counter[str]:
    return Counter(gram for line in lines for gram in list_grams(plain(line)))


def list_grams_of(text: str, subject: str) -> Counter[str]:
    """The grams of a letter, counted."""
    passages = divide_letter(text)
    return Counter(gram for line in list_lines(passages, subject) for gram in list_grams(line.words))


def _count(texts: Sequence[Counter[str]]) -> tuple[np.ndarray, csr_matrix]:
    known = Counter(gram for text in texts for gram in text)
    grams = sorted(
        (gram for gram, n in known.items() if n >= LEAST_WORDS), key=lambda gram: (gram.startswith("#"), gram)
    )
    places = {gram: place for place, gram in enumerate(grams)}
    ends, columns, values = [0], [], []
    for text in texts:
        mine = sorted((places[gram], n) for gram, n in text.items() if gram in places)
        columns += [place for place, _ in mine]
        values += [float(n) for _, n in mine]
        ends.append(len(columns))
    return np.array(grams), csr_matrix((values, columns, ends), shape=(len(texts), len(grams)))


def _read_sign(signs: Sequence[str], task: str) -> str:
    return next((sign[2:] for sign in signs if sign.startswith(f"{task[0]}=")), "")


@dataclass(frozen=True)
class Words:
    """The grams that are kept, how rare each is, and a machine for each task."""

    kept: np.ndarray
    rarity: np.ndarray
    n_words: int
    machines: dict[str, LinearSVC]


def learn_words(letters: Letters, chosen: np.ndarray) -> Words:
    """Weigh the grams of some letters (the made ones are always among them)."""
    counts = letters.counts[chosen]
    frequent = np.asarray((counts > 0).sum(axis=0)).ravel()
    pieces = np.char.startswith(letters.grams, "#")
    kept = np.flatnonzero(frequent >= np.where(pieces, LEAST_PIECES, LEAST_WORDS))
    rarity = np.log((1 + len(chosen)) / (1 + frequent[kept])) + 1
    n_words = int((~pieces[kept]).sum())
    rows = weigh_counts(counts[:, kept], rarity, n_words)
    weight = np.where(letters.hands[chosen] == "", WEIGHT_MADE, np.where(letters.dressed[chosen], WEIGHT_DRESSED, 1.0))
    machines = {
        task: LinearSVC(C=0.5, random_state=0).fit(rows, letters.labels[task][chosen], sample_weight=weight)
        for task in TASKS
    }
    return Words(kept, rarity, n_words, machines)


def weigh_counts(counts: csr_matrix, rarity: np.ndarray, n_words: int) -> csr_matrix:
    """As `compare.count_grams`, for many letters."""
    values = counts.copy()
    values.data = 1.0 + np.log(values.data)
    values = (values @ diags(rarity)).tocsc()
    return hstack([normalize(values[:, :n_words].tocsr()), normalize(values[:, n_words:].tocsr())]).tocsr()


def score(words: Words, letters: Letters, chosen: np.ndarray, task: str, names: Sequence[str]) -> np.ndarray:
    """How much the words of some letters speak for each class; least for a class that was not learned."""
    rows = weigh_counts(letters.counts[chosen][:, words.kept], words.rarity, words.n_words)
    machine = words.machines[task]
    found = machine.decision_function(rows)
    scores = np.full((len(chosen), len(names)), -1.5)
    for place, name in enumerate(machine.classes_):
        scores[:, list(names).index(name)] = found[:, place]
    return scores


def score_left_out(letters: Letters, hands: Sequence[str]) -> dict[str, np.ndarray]:
    """The scores of each hand's letters by machines that have not learned from that hand."""
    names = {task: sorted(set(letters.labels[task])) for task in TASKS}
    scores = {task: np.zeros((len(letters.hands), len(names[task]))) for task in TASKS}
    for hand in hands:
        words = learn_words(letters, np.flatnonzero(letters.hands != hand))
        tested = np.flatnonzero((letters.hands == hand) & ~letters.dressed)
        for task in TASKS:
            scores[task][tested] = score(words, letters, tested, task, names[task])
    return scores


def learn_signs(letters: Letters, scores: dict[str, np.ndarray], chosen: np.ndarray, task: str) -> LogisticRegression:
    """Weigh scores and signs of some letters."""
    rows = hstack([csr_matrix(scores[task][chosen]), letters.signs[chosen] * SIGNS_COUNT]).tocsr()
    return LogisticRegression(C=3.0, max_iter=3000, tol=1e-6).fit(rows, letters.labels[task][chosen])


def find_likely(
    letters: Letters, scores: dict[str, np.ndarray], chosen: np.ndarray, model: LogisticRegression, task: str
) -> np.ndarray:
    """How likely each class is, for some letters."""
    names = sorted(set(letters.labels[task]))
    rows = hstack([csr_matrix(scores[task][chosen]), letters.signs[chosen] * SIGNS_COUNT]).tocsr()
    likely = np.zeros((len(chosen), len(names)))
    for place, name in enumerate(model.classes_):
        likely[:, names.index(name)] = model.predict_proba(rows)[:, place]
    return likely


@dataclass(frozen=True)
class Judged:
    """One hand's letters, judged by what was learned from the others."""

    hand: str
    ids: tuple[str, ...]
    said: dict[str, np.ndarray]
    right: dict[str, np.ndarray]
    rules_right: dict[str, np.ndarray]
    certain: np.ndarray
    agrees: np.ndarray


def judge_left_out(letters: Letters, scores: dict[str, np.ndarray], hands: Sequence[str]) -> list[Judged]:
    """Each hand's letters by words and signs learned from all others."""
    found = []
    names = {task: sorted(set(letters.labels[task])) for task in TASKS}
    for hand in hands:
        learned = np.flatnonzero((letters.hands != hand) & letters.has_signs)
        tested = np.flatnonzero((letters.hands == hand) & letters.has_signs)
        likely = {
            task: find_likely(letters, scores, tested, learn_signs(letters, scores, learned, task), task)
            for task in TASKS
        }
        pairs = [
            find_pair(names["kind"], kinds, names["decision"], decisions)
            for kinds, decisions in zip(likely["kind"], likely["decision"], strict=True)
        ]
        said = {task: np.array([names[task][pair[at]] for pair in pairs]) for at, task in enumerate(TASKS)}
        found.append(
            Judged(
                hand,
                tuple(letters.ids[at] for at in tested),
                said,
                {task: said[task] == letters.labels[task][tested] for task in TASKS},
                {task: letters.rules[task][tested] == letters.labels[task][tested] for task in TASKS},
                np.array(
                    [likely["kind"][at, one] * likely["decision"][at, two] for at, (one, two) in enumerate(pairs)]
                ),
                np.logical_and(*(said[task] == letters.rules[task][tested] for task in TASKS)),
            )
        )
    return found


def foretell(judged: Sequence[Judged]) -> dict[str, tuple[str, str]]:
    """Kind and decision of each letter, as learned from the other hands."""
    return {
        name: (str(kind), str(decision))
        for item in judged
        for name, kind, decision in zip(item.ids, item.said["kind"], item.said["decision"], strict=True)
    }


def find_shares(judged: Sequence[Judged]) -> list[tuple[float, float]]:
    """For each level of certainty, the share of letters right in both, among those of hands not learned from."""
    certain = np.concatenate([item.certain for item in judged])
    right = np.concatenate([item.right["kind"] & item.right["decision"] for item in judged])
    shares, above = [], 2.0
    for level in LEVELS:
        chosen = (certain >= level) & (certain < above)
        above = level
        share = float(right[chosen].mean()) if chosen.sum() else 0.0
        shares.append((level, round(min(share, shares[-1][1]) if shares else share, 2)))
    return shares


def make_file(letters: Letters, scores: dict[str, np.ndarray], shares: Sequence[tuple[float, float]]) -> bytes:
    """Everything learned, as the bytes that the package ships."""
    everything = np.arange(len(letters.hands))
    words = learn_words(letters, everything)
    arrays: dict[str, Any] = {
        "grams": _write_names(letters.grams[words.kept]),
        "rarity": words.rarity.astype(np.float32),
        "n_words": np.array(words.n_words),
        "signs": _write_names(letters.sign_names),
        "shares": np.array(shares, dtype=np.float64),
        "n_letters": np.array(int(((letters.hands != "") & ~letters.dressed).sum())),
    }
    for task in TASKS:
        machine = words.machines[task]
        scale = np.abs(machine.coef_).max(axis=1) / 127
        model = learn_signs(letters, scores, np.flatnonzero(letters.has_signs), task)
        assert list(machine.classes_) == sorted(set(letters.labels[task]))
        combine = np.zeros((len(machine.classes_), model.coef_.shape[1]))
        base = np.full(len(machine.classes_), -20.0)
        for place, name in enumerate(model.classes_):
            at = list(machine.classes_).index(name)
            combine[at], base[at] = model.coef_[place], model.intercept_[place]
        combine[:, len(machine.classes_) :] *= SIGNS_COUNT
        arrays |= {
            f"{task}_names": _write_names(machine.classes_),
            f"{task}_grams": np.round(machine.coef_ / scale[:, None]).astype(np.int8).T.copy(),
            f"{task}_scale": scale.astype(np.float32),
            f"{task}_base": machine.intercept_.astype(np.float32),
            f"{task}_combine": np.round(combine.T, 3).astype(np.float32),
            f"{task}_combine_base": np.round(base, 3).astype(np.float32),
        }
    return write_arrays(arrays)


def write_arrays(arrays: dict[str, Any]) -> bytes:
    """An .npz without the day it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, array in sorted(arrays.items()):
            part = io.BytesIO()
            np.save(part, np.asarray(array), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, part.getvalue())
    return out.getvalue()


def _write_names(names: Sequence[str]) -> np.ndarray:
    return np.frombuffer("\n".join(names).encode(), dtype=np.uint8)


def render(judged: Sequence[Judged]) -> str:
    """What was right, hand by hand, and how much is put before a person, as Markdown."""

    def share(values: np.ndarray) -> str:
        return f"{values.mean():.1%}" if len(values) else ""

    lines = [
        "| hand left out | letters | kind: rules | combined | decision: rules | combined |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for item in judged:
        right = [share(part[task]) for task in TASKS for part in (item.rules_right, item.right)]
        lines.append(f"| {item.hand} | {len(item.certain)} | " + " | ".join(right) + " |")
    lines += [
        "",
        "| certainty of at least | letters | right in both | of those below | and of one mind with the rules | right |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    certain, agrees = (np.concatenate([getattr(item, name) for item in judged]) for name in ("certain", "agrees"))
    both = np.concatenate([item.right["kind"] & item.right["decision"] for item in judged])
    for level in LEVELS:
        sure = certain >= level
        lines.append(
            f"| {level} | {share(sure)} | {share(both[sure])} | {share(both[~sure])} "
            f"| {share(sure & agrees)} | {share(both[sure & agrees])} |"
        )
    return "\n".join(lines)


def pack_cues(names: Sequence[str], weights: np.ndarray, base: float, n: int) -> bytes:
    """Weights of cues as the bytes that the package ships."""
    return write_arrays(
        {
            "names": np.frombuffer("\n".join(names).encode(), dtype=np.uint8),
            "weights": np.round(weights, 3).astype(np.float32),
            "base": np.round(base, 3),
            "n": np.array(n),
        }
    )


def main() -> None:
    """Learn, and write or measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", action="store_true", help="only say how often each hand's letters are right")
    arguments = parser.parse_args()
    letters = load()
    scores = score_left_out(letters, list(HANDS))
    judged = judge_left_out(letters, scores, [hand for hand in HANDS if hand != "first"])
    print(render(judged))
    if not arguments.measure:
        data = make_file(letters, scores, find_shares(judged))
        TARGET.write_bytes(data)
        n_letters = int(((letters.hands != "") & ~letters.dressed).sum())
        print(f"{TARGET.name}: {len(data)} bytes, learned from {n_letters} letters")
    foretold, hands = foretell(judged), [hand for hand in HANDS if hand != "first"]
    for name in ("train_sections", "train_references"):
        smaller = load_module(name)
        rows = smaller.load(foretold, sys.modules[__name__])
        print(smaller.render(smaller.judge_left_out(rows, hands)))
        if not arguments.measure:
            data = smaller.make_file(rows, sys.modules[__name__])
            smaller.TARGET.write_bytes(data)
            print(f"{smaller.TARGET.name}: {len(data)} bytes")


if __name__ == "__main__":
    main()
