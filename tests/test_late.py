"""Lateness: what a rule may say, and what it leaves of a mark."""

from datetime import UTC, datetime, timedelta

import pytest

from autograder.people.late import LateRule, read_rule
from autograder.verdict import BadInput

DUE = "2026-03-01T23:59+09:00"
MOMENT = datetime(2026, 3, 1, 14, 59, tzinfo=UTC)


@pytest.fixture
def rule(tmp_path):
    def read(content, due=DUE):
        path = tmp_path / "late.csv"
        path.write_text(content)
        return read_rule(due, path)

    return read


@pytest.mark.parametrize(
    ("late", "days", "factor"),
    [
        (timedelta(days=-30), 0, 1),
        (timedelta(0), 0, 1),
        (timedelta(microseconds=1), 1, 0.9),
        (timedelta(days=1), 1, 0.9),
        (timedelta(days=1, microseconds=1), 2, 0.5),
        (timedelta(days=3), 3, 0.5),
        (timedelta(days=3, seconds=1), 4, 0),
    ],
)
def test_each_day_that_has_begun_counts(rule, late, days, factor):
    read = rule("days,factor\n0,1\n1,0.9\n3,0.5\n")
    assert read.days(MOMENT + late) == days
    assert read.factor(days) == factor


def test_all_of_the_last_minute_is_in_time_where_the_seconds_are_written():
    last = MOMENT + timedelta(seconds=59)
    assert read_rule("2026-03-01T23:59:59+09:00", None).days(last) == 0
    assert read_rule(DUE, None).days(last) == 1


def test_work_in_time_loses_nothing_even_without_a_row_for_it(rule):
    assert rule("days,factor\n2,0.5\n").factor(0) == 1


def test_the_last_row_may_reach_for_ever(rule):
    assert rule("Factor;Days late\n0,75;1\n0,25;inf\n").factor(1000) == 0.25


def test_without_a_table_lateness_is_told_and_costs_nothing():
    read = read_rule("2026-03-01T14:59Z", None)
    assert read == LateRule(MOMENT)
    assert read.days(MOMENT + timedelta(hours=30)) == 2
    assert read.factor(2) == 1


def test_nothing_given_is_no_rule():
    assert read_rule(None, None) is None


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "is empty"),
        ("days,factor\n", "no line below"),
        ("days\n1\n", "no column `factor`"),
        ("days,factor\n1,1.5\n", "line 2: a factor lies between 0 and 1, and 1.5 does not"),
        ("days,factor\n1,-0.1\n", "line 2: a factor lies between 0 and 1"),
        ("days,factor\n1,nan\n", "line 2: nan under factor is no number"),
        ("days,factor\n1\n", "line 2: nothing under factor is no number"),
        ("days,factor\none,1\n", "line 2: one under days is no number"),
        ("days,factor\n2,0.9\n1,0.5\n", "line 3: 1 days come after 2: the days have to ascend"),
        ("days,factor\n1,0.9\n\n1,0.5\n", "line 4: 1 days come after 1"),
        ("days,factor\n-1,1\n", "line 2: -1 is no number of days"),
        ("days,factor\n0.5,1\n", "line 2: 0.5 is no number of days"),
        ("days,factor\n0,0.9\n", "line 2: 0 days late is in time"),
    ],
)
def test_what_is_wrong_with_a_table_is_one_sentence_with_the_line(rule, content, told):
    with pytest.raises(BadInput) as caught:
        rule(content)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("due", "told"),
    [
        ("2026-03-01T23:59", r"names no time zone: write 2026-03-01T23:59\+09:00 with the offset"),
        ("2026-03-01T23:59:59", r"write 2026-03-01T23:59:59\+09:00 with the offset"),
        ("2026-03-01", "names no time zone: write 2026-03-01T00:00"),
        ("1 March", r"is no time: write it as 2026-03-01T23:59:59\+09:00"),
        ("", "is no time"),
    ],
)
def test_a_due_time_without_an_offset_is_refused_with_how_to_write_it(due, told):
    with pytest.raises(BadInput, match=told):
        read_rule(due, None)


def test_a_table_without_a_due_time_is_refused(tmp_path):
    with pytest.raises(BadInput, match="add DUE="):
        read_rule(None, tmp_path / "late.csv")
