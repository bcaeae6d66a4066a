"""Seeds: what the inputs of checks are drawn from, and those of one's own where every student gets others."""

import secrets
from hashlib import sha256

PUBLIC, GRADED = "public", "graded"
BITS = 128


def secret_seed() -> int:
    """A seed that nobody can guess."""
    return secrets.randbits(BITS)


def seed_of(secret: int, variant: str, use: str) -> int:
    """The seed of a student's inputs.

    secret: the course's. variant: the student's id. use: PUBLIC, for those that the student may see, or GRADED.
    Nobody who knows the one learns the other, or anybody else's.
    """
    return int.from_bytes(sha256("\0".join((str(secret), use, variant)).encode()).digest()[:16])
