"""Seeds of one's own: what a student's inputs are drawn from, where every student gets others."""

from hashlib import sha256

PUBLIC, GRADED = "public", "graded"


def seed_of(secret: int, variant: str, use: str) -> int:
    """The seed of a student's inputs.

    secret: the course's. variant: the student's id. use: PUBLIC, for those that the student may see, or GRADED.
    Nobody who knows the one learns the other, or anybody else's.
    """
    return int.from_bytes(sha256("\0".join((str(secret), use, variant)).encode()).digest()[:16])
