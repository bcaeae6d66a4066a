"""Examples: small, of the same mistake, and from inputs that anybody may see."""

import numpy as np
import pytest
import sympy

from autograder.call import Submitted
from autograder.checking import Checks
from autograder.course import PUBLIC_SEED, load_topic, topic_names
from autograder.examples import find, question
from autograder.examples.describe import example_of
from autograder.examples.example import Example
from autograder.examples.find import CALLS, Finder, smallest
from autograder.examples.shrink import Search, TooLong, length, limited, shapes_of, simpler
from autograder.examples.words import side_by_side, written
from autograder.judging.judge import Targets
from autograder.judging.mistakes import Misconception
from autograder.reading.source import Source
from autograder.session import collect
from autograder.verdict import Verdict
from autograder.worker.wire import Formula, Random

SMALL = 400  # characters of all arguments
LARGE = {  # what shows only after many steps, or with many samples
    "ten_steps_at_most",
    "ten_steps_at_most_features",
}
UNSEEN = {  # by chance, or only after more steps than are tried here: these show on the inputs of `make check`
    "hundred_updates_at_most",
    "hundred_steps_at_most",
    "another_number_of_steps_by_default",
    "another_number_of_steps_by_default_fit",
    "another_learning_rate_by_default",
    "another_learning_rate_by_default_fit",
    "learning_rate_ignored",
    "order_always_the_same",
    "order_from_elsewhere",
    "one_sample_never_moves",
    "halves_shuffled_apart",
    "seed_ignored",
    "generator_without_seed",
    "another_seed_by_default",
    "epochs_not_shuffled",
    "errors_of_all_samples",
    "same_order_in_every_epoch",
    "one_sample_always_in_place",
    "data_shuffled_in_place",
    "ten_epochs_by_default",
}


def misconceptions():
    for topic in topic_names():
        for exercise in load_topic(topic).exercises:
            for program in exercise.misconceptions:
                if program.__name__ not in UNSEEN:
                    yield pytest.param(exercise, program, id=f"{exercise.name}-{program.__name__}")


@pytest.fixture(scope="module")
def checks():
    return collect([load_topic(topic) for topic in topic_names()])


def first(checks, exercise, program):
    """The first check on whose inputs the misconception is found, and the question."""
    found = ((check, smallest(check, program)) for check in checks if check.exercise is exercise)
    return next(((check, small) for check, small in found if small), None)


@pytest.mark.parametrize(("exercise", "program"), list(misconceptions()))
def test_a_small_example_shows_the_same_misconception(exercise, program, checks):
    check, small = first(checks, exercise, program)
    known = Targets()
    judgement = small.put_to(find._playing(check, program, known), known)
    assert not judgement.agrees
    assert Misconception(program, exercise, known).explains(judgement)
    assert length(small.arguments) <= SMALL or program.__name__ in LARGE
    for right in (exercise.reference, *exercise.equivalents):
        assert small.put_to(find._playing(check, right, known), known).agrees
    example = example_of(exercise, small, judgement)
    assert Example.from_text(example.to_text()) == example
    assert any(not part.right for part in example.parts)


def test_pasted_lines_make_the_same_call(checks):
    exercise = load_topic("backpropagation").exercises[0]
    program = exercise.misconceptions[0]
    check, small = first(checks, exercise, program)
    known = Targets()
    example = example_of(exercise, small, small.put_to(find._playing(check, program, known), known))
    called = []
    names = {"np": np, exercise.name: lambda *arguments: called.append(arguments)}
    exec("\n".join((*example.given, *example.calls)), names)
    assert all(np.array_equal(one, other) for one, other in zip(called[0], small.arguments, strict=True))


CODE = """
import numpy as np
def squared_l2_gradient(X, y, beta):
    right = -2 * X.T @ (y - X @ beta) / len(y)
    return {answer}
"""


@pytest.fixture(scope="module")
def results(launcher):
    """results(answer, seed): what the checks of the gradient of the mean square say, and how often it was called."""
    topic = load_topic("regression")
    collected = [check for check in collect([topic]) if check.exercise.name == "squared_l2_gradient"]

    def graded(answer, seed):
        checks = Checks(collected, seed, secret=True)
        student = Submitted(topic, Source("regression.py", CODE.format(answer=answer).encode()), launcher, checks.known)
        try:
            return checks.run_exercise(topic.exercise("squared_l2_gradient"), student)
        finally:
            student.close()

    return graded


@pytest.mark.parametrize("answer", ["right * len(y)", "right + 0.25 * X[0, 0]", "right / 0 if len(y) > 2 else [][1]"])
def test_examples_of_two_secret_seeds_are_the_same(results, answer):
    one, other = results(answer, 1), results(answer, 2)
    assert any(result.shown for result in one)
    for a, b in zip(one, other, strict=True):
        if (a.verdict, a.diagnosis) == (b.verdict, b.diagnosis):
            assert a.shown == b.shown


def test_what_no_misconception_explains_is_made_small_too(results):
    shown = [result.shown for result in results("right + 0.25 * X[0, 0]", 1) if result.verdict is Verdict.WRONG]
    assert any(example and example.shrunk and "X = np.array([[" in example.given[0] for example in shown)
    assert min(len(" ".join(example.given)) for example in shown if example) < 120


def test_what_is_said_is_said_of_the_call_that_is_shown(results):
    wrong = [result for result in results("right + 0.25 * X[0, 0]", 1) if result.shown and result.shown.worst]
    assert wrong
    for result in wrong:
        worst = result.shown.worst
        assert f"{worst.where} is {worst.found}, and exactly it is {worst.exact}." in result.example
        assert not result.shown.shrunk or result.shown.calls[0] in result.example


def test_a_factor_that_a_small_example_has_by_chance_is_not_told(results):
    wrong = {result.check: result for result in results("right + right[0]", 1)}
    several, single = wrong["gradient_of_the_mean_square"], wrong["one_sample_of_the_mean_square"]
    assert several.shown.shrunk
    assert single.shown.words == "Everything wrong in gradient is exactly twice what it should be."
    assert "twice" not in several.shown.words + several.example


def test_what_cannot_be_made_smaller_is_asked_on_simple_numbers(checks):
    check = next(check for check in checks if check.name == "chance_comes_from_the_seed")
    program = next(p for p in check.exercise.misconceptions if p.__name__ == "generator_without_seed")
    student = find._playing(check, program, Targets())
    wrong = question.public_questions(check, PUBLIC_SEED)[0].put_to(student, Targets())
    example = Finder(student, PUBLIC_SEED).find(check, find.Seen([wrong]), None)
    numbers = example.given[0].partition("np.array([")[2].partition("]")[0].split(", ")
    assert len(numbers) > 40
    assert all(number.endswith((".0", ".5")) for number in numbers)
    assert len(example.calls) == 3
    assert example.whole


def test_one_misconception_has_one_example_however_many_checks_it_fails(results):
    wrong = [r for r in results("right * len(y)", 1) if r.diagnosis == "sum_for_mean"]
    assert len(wrong) > 2
    assert len({result.shown for result in wrong}) == 1


def test_a_right_answer_is_called_no_more_often(results, monkeypatch):
    monkeypatch.setattr(Finder, "find", lambda *_: pytest.fail("nothing is to be found"))
    assert all(result.verdict is Verdict.PASSED for result in results("right", 1))


def test_few_calls_look_for_a_small_example(checks, launcher, monkeypatch):
    asked = []
    put = question.Question.put_to
    monkeypatch.setattr(
        question.Question,
        "put_to",
        lambda self, student, known: asked.append(student) or put(self, student, known),
    )
    topic = load_topic("regression")
    known = Targets()
    student = Submitted(topic, Source("regression.py", CODE.format(answer="right + 0.25").encode()), launcher, known)
    check = next(check for check in checks if check.name == "gradient_of_the_mean_square")
    try:
        wrong = question.public_questions(check, PUBLIC_SEED)[0].put_to(student, known)
        Finder(student, PUBLIC_SEED).find(check, find.Seen([wrong]), None)
    finally:
        student.close()
    assert 1 < asked.count(student) <= CALLS + 1


def test_sizes_of_one_name_are_cut_together():
    exercise = load_topic("backpropagation").exercises[0]
    assert shapes_of(exercise)["S"] == ("n", "T + 1")
    arguments = np.ones((3, 4)), np.ones((3, 5)), np.ones(3), 0.5
    for X, S, grad_out, _ in simpler(arguments, shapes_of(exercise), exercise.parameters):
        assert X.shape[0] == S.shape[0] == len(grad_out)
        assert X.shape[1] + 1 == S.shape[1]


def test_a_search_ends_at_the_smallest_or_when_its_tries_are_used_up():
    exercise = load_topic("backpropagation").exercises[0]
    arguments = np.ones((3, 4)), np.ones((3, 5)), np.ones(3), 0.5123
    smallest_one = Search(lambda given: given[0].shape[1] >= 2, 100).smallest(exercise, arguments)
    assert [np.shape(argument) for argument in smallest_one] == [(1, 2), (1, 3), (1,), ()]
    assert Search(lambda _: True, 0).smallest(exercise, arguments) is arguments


def test_what_never_ends_is_cut_off_after_so_many_calls():
    formula = Formula("x + 1")

    def endless():
        while True:
            question.is_data(formula)

    with pytest.raises(TooLong), limited(50):
        endless()


@pytest.mark.parametrize(
    "value",
    [
        np.arange(3.0, 9.0),
        np.array([[1.5, -2.0]]),
        np.array([4, 7]),
        sympy.poly(sympy.Symbol("t") ** 2 + 1),
        sympy.exp(sympy.Symbol("x") / 2),
        0.25,
        3,
    ],
)
def test_arguments_are_written_as_python(value):
    again = eval(written(value), {"np": np, "sympy": sympy})
    assert type(again) is type(value)
    assert np.array_equal(again, value)
    if isinstance(value, np.ndarray):
        assert again.dtype == value.dtype


def test_a_formula_and_a_generator_are_written_as_python():
    assert eval(written(Formula("x * x")))(3) == 9
    assert eval(written(Random(4)), {"np": np}).integers(99) == np.random.default_rng(4).integers(99)


def test_numbers_have_as_many_digits_as_tell_them_apart():
    assert side_by_side(np.array(1.0), np.array(2.0)) == ("1", "2")
    found, exact = side_by_side(np.array(1.0), np.array(np.nextafter(1.0, 2)))
    assert found != exact


def test_the_public_seed_is_the_only_one(checks, monkeypatch):
    seeds = []
    monkeypatch.setattr(question, "inputs_of", lambda check, seed: seeds.append(seed) or np.random.default_rng(seed))
    question.simple_questions.__wrapped__(checks[0])
    assert seeds == [PUBLIC_SEED]
