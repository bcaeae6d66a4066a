"""Small strict models of two importers, which do what Canvas and Moodle do with a file, traps included."""

import csv
import re
from dataclasses import dataclass, field

DROPPED = re.compile("Current Score|Current Points|Current Grade|Final Score|Final Points|Final Grade|Override ")


@dataclass
class Student:
    name: str
    sortable: str
    sis: str = ""
    login: str = ""
    id: int = 0


@dataclass
class CanvasCourse:
    students: list[Student]
    assignments: dict[int, str] = field(default_factory=dict)  # titles by id
    maxima: dict[str, str] = field(default_factory=dict)  # what a file says of columns
    created: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)  # names that the teacher has to find a student for


def canvas_importer(path, course):
    """The grades, as cells, by assignment title and student name, that an import of a file would set."""
    data = path.read_bytes()
    text = data.decode("utf-8")
    assert not text.startswith("\ufeff")
    rows = [_normalised(row) for row in _lines(text, _canvas_delimiter(text.splitlines()[:3]))]
    header, grades = rows[0], {}
    assert len(header) > 3, "Invalid header row"
    assert "Student" in header[0], "Invalid header row"
    assert "ID" in header[1], "Invalid header row"
    columns = 3
    sis = login = None
    if re.search(r"SIS\s+Login\s+ID", header[2]):
        login, columns = 2, 4
    elif re.search(r"SIS\s+User\s+ID", header[2]) and re.search(r"SIS\s+Login\s+ID", header[3]):
        sis, login, columns = 2, 3, 5
    assert "Section" in header[columns - 1], "Invalid header row"
    titles = [title for title in header[columns:] if not DROPPED.search(title)]
    found = {title: _assignment(title, course) for title in titles}
    for row in rows[1:]:
        if "Points Possible" in (row[0] or ""):
            course.maxima = {found[title]: row[header.index(title)] for title in titles}
        elif all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell, re.IGNORECASE) for cell in row if cell):
            continue
        else:
            student = _student(row, sis, login, course)
            for title in titles:
                grades[found[title], student] = row[header.index(title)].strip()
    return grades


def _canvas_delimiter(lines):
    counts = {}
    for separator in ";,":
        try:
            sizes = {len(next(csv.reader([line], delimiter=separator, strict=True))) for line in lines}
            counts[separator] = sizes.pop() if len(sizes) == 1 else 0
        except csv.Error:
            counts[separator] = 0
    return ";" if counts[";"] > counts[","] else ","


def _lines(text, delimiter):
    kept = [line for line in text.splitlines(keepends=True) if not re.fullmatch("[;, ]+", line.strip("\n"))]
    return list(csv.reader(kept, delimiter=delimiter, strict=True))


def _normalised(row):
    def number(cell):
        if not re.fullmatch(r"-?[0-9.,]+%?", cell):
            return cell
        *whole, last = re.split("[,.]", cell)
        return f"{''.join(whole)}.{last}" if whole else last

    return [number(cell) for cell in row]


def _assignment(title, course):
    named = re.fullmatch(r"(.*) \((\d+)\)", title)
    if named and int(named[2]) in course.assignments:
        return course.assignments[int(named[2])]
    if title not in course.assignments.values():
        course.created.append(title)
    return title


def _student(row, sis, login, course):
    if row[1] and (hit := next((s for s in course.students if s.id == int(row[1])), None)):
        return hit.name
    for place, key in ((sis, "sis"), (login, "login")):
        if place and row[place]:
            hit = next((s for s in course.students if getattr(s, key) == row[place]), None)
            if hit:
                return hit.name
    hit = next((s for s in course.students if row[0] in (s.name, s.sortable)), None)
    if hit is None:
        course.asked.append(row[0])
    return hit.name if hit else row[0]


class Aborted(Exception):
    """Moodle imports nothing of the file."""


def moodle_importer(path, users, identifier, columns, maximum=100.0):
    """The grades and the feedbacks by user and title. `users`: identifiers; `columns`: titles of existing items."""
    data = path.read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(data.decode("utf-8").splitlines(keepends=True), strict=True))
    header = [title.strip() for title in rows[0]]
    user, grades, feedbacks = None, {}, {}
    for row in rows[1:]:
        if len(row) <= 1:
            continue
        key = row[header.index(identifier)].strip()
        if key not in ("", "0"):  # what PHP calls empty leaves the user of the row before
            if key not in users:
                raise Aborted(f"unknown user {key}")
            user = key
        if user is None:
            raise Aborted("no user")
        for title in columns:
            value = row[header.index(title)].strip()
            if value not in ("", "-") and not re.fullmatch(r"\d+([.,]\d+)?", value):
                raise Aborted(f"{value} is no number")
            number = None if value in ("", "-") else float(value.replace(",", "."))
            if number is not None and number > maximum:
                raise Aborted(f"{value} is above the maximum")
            grades[user, title] = number
            feedbacks[user, title] = row[header.index(f"{title} feedback")]
    return grades, feedbacks
