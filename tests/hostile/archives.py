"""Submissions that come as a zip: what points out of it, what is far larger than it looks, what is no zip at all."""

import io
import struct
import zipfile

from .case import QUOTIENT, Case, Content, right, wrong, zipped

PLAIN = str(right()["diff_quotient.py"])
OUTSIDE = "a file is written outside of the place for unpacking"
UNFAIR, LOST = "a right answer gets less than it earns", "the batch fails, or nobody learns why there are no points"
UP, ABSOLUTE, LINKED = "zip with ../", "zip with absolute names", "zip with symbolic links"
BOMB, NESTED, KOREAN, NONE = "zip bomb", "nested zips", "zip with names in CP949", "zip that is none"
NAME = "diff_quotient.py"


def link(name: str, target: str) -> bytes:
    """An archive with one symbolic link."""
    member = zipfile.ZipInfo(name)
    member.create_system, member.external_attr = 3, 0o120777 << 16
    return zipped({member: target})


def overlapping() -> bytes:
    """Six hundred names for the same megabyte: a small archive that unpacks to 600 MB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(NAME, bytes(2**20))
        (first,) = archive.filelist
        for number in range(600):
            again = zipfile.ZipInfo(f"{number}.py")
            for field in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
                setattr(again, field, getattr(first, field))
            archive.filelist.append(again)
    return packed.getvalue()


def lying() -> bytes:
    """Twenty megabytes that the archive gives as one hundred bytes."""
    data = bytearray(zipped({NAME: bytes(20 * 2**20)}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.rindex(signature) + offset
        data[place : place + 4] = struct.pack("<I", 100)
    return bytes(data)


def crowded() -> bytes:
    """More members than a cohort can have files."""
    return zipped({f"{number}.txt": b"" for number in range(20_001)}, zipfile.ZIP_STORED)


def in_korean() -> bytes:
    """A right answer in a folder with a Korean name, in the encoding of a Korean Windows."""
    placeholder = "x" * len("김민수_과제".encode("cp949"))
    data = zipped({f"{placeholder}/{NAME}": PLAIN})
    return data.replace(placeholder.encode(), "김민수_과제".encode("cp949"))


def corrupt() -> bytes:
    """A deflated member with other bytes in its middle."""
    data = bytearray(zipped({NAME: PLAIN * 20}))
    start = 30 + len(NAME)
    data[start : start + 20] = b"\xff" * 20
    return bytes(data)


def bad_name() -> bytes:
    """A name that says it is UTF-8 and is not."""
    data = zipped({"é.py": PLAIN})
    return data.replace("é.py".encode(), b"\xff\xfe.py")


def encrypted() -> bytes:
    """A member that asks for a password."""
    data = bytearray(zipped({NAME: PLAIN}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    return bytes(data)


def strange_method() -> bytes:
    """A member packed by a method that nobody knows."""
    data = bytearray(zipped({NAME: PLAIN}))
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.index(signature) + offset] = 77
    return bytes(data)


def zip_case(name: str, item: str, success: str, data: Content, *told: str, batch: str = "main") -> Case:
    """A zip beside the folders, which answers nothing, and the words that say why."""
    return Case(
        name, item, success, {f"../{name}.zip": data}, verdicts=("unanswered", "refused"), told=told, batch=batch
    )


def right_zip(name: str, item: str, data: Content) -> Case:
    """A zip beside the folders with a right answer in it."""
    return Case(name, item, UNFAIR, {f"../{name}.zip": data}, QUOTIENT, ("passed",))


ARCHIVES = [
    zip_case(
        "zip-up", UP, OUTSIDE, zipped({f"../../hostile-zip-up/{NAME}": PLAIN, NAME: PLAIN}), "outside", "not unpacked"
    ),
    zip_case(
        "zip-over-a-neighbour", UP, OUTSIDE, zipped({f"a/../../aaa-honest/{NAME}": str(wrong()[NAME])}), "outside"
    ),
    zip_case("zip-up-in-windows", UP, OUTSIDE, zipped({f"..\\..\\{NAME}": PLAIN}), "outside"),
    zip_case("zip-absolute", ABSOLUTE, OUTSIDE, zipped({f"/tmp/hostile-zip-absolute/{NAME}": PLAIN}), "outside"),
    zip_case("zip-absolute-in-windows", ABSOLUTE, OUTSIDE, zipped({f"\\tmp\\{NAME}": PLAIN}), "outside"),
    zip_case("zip-link", LINKED, "a link to a solution is followed", link(NAME, "/etc/passwd"), "outside"),
    zip_case("zip-link-to-a-folder", LINKED, OUTSIDE, link("sub", "/tmp"), "outside"),
    zip_case("zip-bomb", BOMB, "600 MB are written", overlapping, "NUL bytes"),
    zip_case("zip-bomb-that-lies", BOMB, "more is written than the archive admits", lying, "cannot be read"),
    zip_case("zip-bomb-of-names", BOMB, "more files than anybody can look at", crowded, "more than 20000 files"),
    zip_case(
        "zip-in-zip",
        NESTED,
        "it is unpacked without end, or nobody learns why there are no points",
        zipped({"work.zip": zipped({NAME: PLAIN, "more.zip": zipped({NAME: PLAIN})})}),
        "work.zip is a zip inside of a zip",
    ),
    right_zip("zip-in-korean", KOREAN, in_korean),
    right_zip("zip-honest", NESTED, zipped({f"homework/week 1/{NAME}": PLAIN, f"__MACOSX/._{NAME}": "x"})),
    zip_case("zip-of-text", NONE, LOST, b"I could not make a zip.", "is it a zip?"),
    zip_case("zip-empty", NONE, LOST, b"", "is it a zip?"),
    zip_case("zip-cut-short", NONE, LOST, zipped({NAME: PLAIN * 50})[:150], "is it a zip?"),
    zip_case("zip-encrypted", NONE, LOST, encrypted, "is encrypted"),
    zip_case("zip-of-a-strange-method", NONE, LOST, strange_method, "cannot be read"),
    right_zip("zip-file-and-folder", NONE, zipped({"a": "1", f"a/{NAME}": PLAIN})),
    right_zip("zip-name-too-long", NONE, zipped({f"{'x' * 300}/{NAME}": PLAIN})),
    zip_case("zip-corrupt", NONE, "the whole batch ends", corrupt, "cannot be read"),
    zip_case("zip-of-a-bad-name", KOREAN, "the whole batch ends", bad_name, "cannot be unpacked"),
]
