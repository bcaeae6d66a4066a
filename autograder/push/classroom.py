"""Scores for course systems on GitHub: Classroom 50's result.json, and what the older Classroom reporter reads."""

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from ..verdict import Verdict
from .tally import Tally, points

SCHEMA = "classroom50/result/v1"


def result_json(
    exercises: Sequence[Tally], environment: Mapping[str, str], submitted: datetime, now: datetime
) -> dict[str, Any]:
    """Classroom 50's format, as its runner's environment describes the submission. Its scores are whole numbers."""
    earned, possible = points(exercises)
    return head(environment, submitted, now) | {
        "score": int(earned),  # rounded down: nobody is given a point that is not there
        "max-score": round(possible),
        "tests": [
            {
                "test-name": f"{exercise.topic}: {exercise.exercise or 'file'}",
                "passed": exercise.verdict is Verdict.PASSED,
                "score": int(exercise.earned),
                "max-score": round(exercise.possible),
                "verdict": str(exercise.verdict),
            }
            for exercise in exercises
        ],
    }


def head(environment: Mapping[str, str], submitted: datetime, graded: datetime) -> dict[str, Any]:
    """What says whose result it is, and of what. `submitted`: the same however often it is graded.

    Classroom 50 takes no empty text: without a tag and addresses the result is named as one that is entered by hand.
    """
    tag = environment.get("SUBMISSION_TAG") or f"submit/manual-{_utc(graded).replace(':', '-')}"
    return {
        "schema": SCHEMA,
        "classroom": environment.get("CLASSROOM", ""),
        "assignment": environment.get("ASSIGNMENT", ""),
        "assignment_type": environment.get("ASSIGNMENT_TYPE", "individual"),
        "owner": environment.get("OWNER") or environment.get("USERNAME", ""),
        "submission": tag,
        "commit": environment.get("COMMIT_URL") or tag,
        "release": environment.get("RELEASE_URL") or tag,
        "review": environment.get("REVIEW_URL") or environment.get("COMMIT_URL") or tag,
        "datetime": _utc(submitted),
        "graded_at": _utc(graded),
    }


def legacy_result(exercises: Sequence[Tally]) -> str:
    """The runner's `result` output that the archived reporter of GitHub Classroom reads: JSON in base64."""
    tests = [
        {
            "name": f"{exercise.topic}: {exercise.exercise or 'file'}",
            "status": _status(exercise.verdict),
            "score": exercise.earned,
            "message": exercise.first_not_passed.said if exercise.first_not_passed else None,
            "test_code": "",
            "filename": exercise.file,
            "line_no": 0,
            "duration": 0,
        }
        for exercise in exercises
    ]
    failed = any(test["status"] != "pass" for test in tests)
    whole = {"version": 1, "status": "fail" if failed else "pass", "max_score": points(exercises)[1], "tests": tests}
    return base64.b64encode(json.dumps(whole).encode()).decode()


def reporter_notices(exercises: Sequence[Tally]) -> list[str]:
    """The two notices by which that reporter tells GitHub Classroom the points."""
    earned, possible = points(exercises)
    whole = json.dumps({"totalPoints": earned, "maxPoints": possible})
    return [
        f"::notice title=Autograding complete::Points {earned:g}/{possible:g}",
        f"::notice title=Autograding report::{whole}",
    ]


def _status(verdict: Verdict) -> str:
    return "pass" if verdict is Verdict.PASSED else "error" if verdict is Verdict.GRADER_FAULT else "fail"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
