"""Which programs share what few others have.

As in winnowing (S. Schleimer, D. S. Wilkerson, A. Aiken, "Winnowing: local algorithms for document fingerprinting",
SIGMOD 2003), a program's fingerprints are the hashes of its runs of RUN words, and an index of them finds the pairs to
compare, so that nobody is compared with everybody. Programs are so short that all fingerprints are kept. Runs that
the course itself holds, or many submissions, are no sign of anything and are left out. How long what a pair has in
common really is, in order and counted once, is the longest common subsequence of what is left (RapidFuzz).
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz.distance import LCSseq

from .words import Words

RUN = 10  # words: an assignment and a call, or so
FEW = 6  # submissions: what more than so many have is common in a small cohort,
SHARE = 0.05  # and in a large one what more than this share of them has
FIRST_SIGN = 12  # runs that a pair shares before it is looked at,
ENOUGH = 0.3  # and for each word that is the shorter one's own
LEAST = 40  # words in common: shorter answers are alike by themselves
ALIKE = 0.6  # of the words that are the shorter one's own


@dataclass(frozen=True)
class Common:
    """What two programs share: how many words, their share of the shorter one's own, and the lines in each."""

    names: tuple[str, str]
    words: int
    share: float
    lines: tuple[tuple[int, int], tuple[int, int]]


def alike(programs: Mapping[str, Words], known: Iterable[Words]) -> list[Common]:
    """The pairs of programs that are alike, most alike first. known: programs whose runs say nothing."""
    names, left_out = list(programs), {run for program in known for run in _runs(program.numbers)}
    runs = [list(_runs(program.numbers)) for program in programs.values()]
    holders: dict[int, list[int]] = {}
    for index, each in enumerate(runs):
        for run in set(each) - left_out:
            holders.setdefault(run, []).append(index)
    most = max(FEW, int(SHARE * len(names)))
    rare = {run: held for run, held in holders.items() if len(held) <= most}
    shared = Counter(pair for held in rare.values() for pair in combinations(held, 2))
    own, found = [len(_covered(each, rare)) for each in runs], []
    for pair, signs in shared.items():
        fewer = min(own[index] for index in pair)
        if signs < max(FIRST_SIGN, ENOUGH * fewer):
            continue
        one, other = (runs[index] for index in pair)
        both = rare.keys() & set(one) & set(other)
        parts = _covered(one, both), _covered(other, both)
        common = _common([names[index] for index in pair], [programs[names[index]] for index in pair], parts, fewer)
        if common.words >= LEAST and common.share >= ALIKE:
            found.append(common)
    return sorted(found, key=lambda common: (-common.share, -common.words, common.names))


def _common(names: Sequence[str], pair: Sequence[Words], parts: Sequence[Sequence[int]], fewer: int) -> Common:
    """parts: the places of the words in runs that both have. fewer: words that are the shorter one's own."""
    one, other = ([words.numbers[place] for place in part] for words, part in zip(pair, parts, strict=True))
    length = LCSseq.similarity(one, other)
    first, second = ((words.lines[part[0]], words.lines[part[-1]]) for words, part in zip(pair, parts, strict=True))
    return Common((names[0], names[1]), length, length / fewer, (first, second))


def _runs(numbers: tuple[int, ...]) -> Iterator[int]:
    """The fingerprints; the hash of whole numbers is the same in every process."""
    return (hash(numbers[start : start + RUN]) for start in range(len(numbers) - RUN + 1))


def _covered(runs: Sequence[int], chosen: Container[int]) -> list[int]:
    """The places of the words in chosen runs."""
    places: list[int] = []
    for start, run in enumerate(runs):
        if run in chosen:
            places.extend(range(max(start, places[-1] + 1 if places else 0), start + RUN))
    return places
