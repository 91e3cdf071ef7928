"""The random stream against recorded draws of NumPy, and against CPython's Mersenne Twister in the same state."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purenn import RandomState, seed
from purenn.random_state import as_random_state
from strategies import SEEDS

# The draws of numpy.random.RandomState(seed): random_sample(3), and randn(5) after seeding again.
RECORDED = {
    0: (
        [0.5488135039273248, 0.7151893663724195, 0.6027633760716439],
        [1.764052345967664, 0.4001572083672233, 0.9787379841057392, 2.240893199201458, 1.8675579901499675],
    ),
    1: (
        [0.417022004702574, 0.7203244934421581, 0.00011437481734488664],
        [1.6243453636632417, -0.6117564136500754, -0.5281717522634557, -1.0729686221561705, 0.8654076293246785],
    ),
    42: (
        [0.3745401188473625, 0.9507143064099162, 0.7319939418114051],
        [0.4967141530112327, -0.13826430117118466, 0.6476885381006925, 1.5230298564080254, -0.23415337472333597],
    ),
    2**32 - 1: (
        [0.0976320289940138, 0.9123828453026218, 0.78903530185164],
        [0.6484086742306527, 0.6693235306338161, -1.0805437227474493, 0.2845010447986309, 0.11388773652167104],
    ),
}


@pytest.mark.parametrize("number", RECORDED)
def test_the_first_draws_are_those_of_numpy(number):
    uniform, normal = RECORDED[number]
    state = RandomState(number)
    assert [state.random() for _ in uniform] == uniform
    state = RandomState(number)
    assert [state.randn() for _ in normal] == normal


@given(SEEDS)
@settings(max_examples=20)
def test_the_stream_is_that_of_cpython_from_the_same_state(number):
    words = [number]
    for n in range(1, 624):
        words.append((1812433253 * (words[-1] ^ words[-1] >> 30) + n) % 2**32)
    cpython = random.Random()
    cpython.setstate((3, tuple(words) + (624,), None))
    state = RandomState(number)
    # 700 doubles take 1400 words, so the state of 624 words is replaced three times.
    assert [state.random() for _ in range(700)] == [cpython.random() for _ in range(700)]


def test_shuffling_is_that_of_numpy():
    # Recorded from numpy.random.RandomState(1): shuffle(values) with 300 values, then random_sample().
    values = list(range(300))
    state = RandomState(1)
    state.shuffle(values)
    assert values[:8] == [189, 123, 185, 213, 106, 127, 176, 73]
    assert sorted(values) == list(range(300))
    assert state.random() == 0.8094906921265821


def test_seeding_discards_the_second_draw_of_a_pair():
    state = RandomState(0)
    state.randn()
    state.seed(0)
    assert state.randn() == 1.764052345967664


def test_seed_restarts_the_default_stream():
    seed(1)
    assert as_random_state(None).random() == 0.417022004702574
    seed(0)
    assert as_random_state(None).random() == 0.5488135039273248
    assert as_random_state(None).random() == 0.7151893663724195


def test_an_integer_makes_a_new_stream_and_a_stream_is_not_copied():
    state = RandomState(42)
    assert as_random_state(state) is state
    assert as_random_state(42).random() == as_random_state(42).random() == state.random()


@pytest.mark.parametrize("bad", [-1, 2**32])
def test_a_seed_out_of_range_raises(bad):
    for start in (RandomState, seed, as_random_state):
        with pytest.raises(ValueError, match=rf"^seed must be in 0\.\.4294967295, got {bad}$"):
            start(bad)


@pytest.mark.parametrize("bad", [1.0, True, "1"])
def test_a_seed_of_another_type_raises(bad):
    with pytest.raises(TypeError, match="^seed must be an integer, got "):
        RandomState(bad)
    with pytest.raises(TypeError, match="^random_state must be an integer or a RandomState, got "):
        as_random_state(bad)


@given(SEEDS, st.integers(0, 1300), st.integers(0, 3))
@settings(max_examples=30)
def test_a_stream_goes_on_from_its_state(number, words, normals):
    stream, other = RandomState(number), RandomState(0)
    for _ in range(words):
        stream._next_word()
    for _ in range(normals):
        stream.randn()
    state = stream.get_state()
    other.set_state(json.loads(json.dumps(state)))  # as a file keeps it
    assert [other.randn() for _ in range(5)] == [stream.randn() for _ in range(5)]
    assert stream.get_state() == other.get_state() != state
    stream.set_state(state)  # which the draws have left alone
    assert stream.get_state() == state


def test_the_words_of_a_state_are_those_of_cpythons():
    stream, cpython = RandomState(7), random.Random()
    stream.random()
    _, words, position, has_spare, spare = stream.get_state()
    assert (position, has_spare, spare) == (2, 0, 0.0)
    cpython.setstate((3, (*words, position), None))
    assert [stream.random() for _ in range(700)] == [cpython.random() for _ in range(700)]


def test_a_state_can_be_exchanged_with_numpy():
    theirs = pytest.importorskip("numpy").random.RandomState(0)
    stream = RandomState(7)
    stream.randn()
    theirs.set_state(stream.get_state())
    assert [theirs.randn() for _ in range(4)] == [stream.randn() for _ in range(4)]
    theirs.randn()
    stream.set_state(theirs.get_state())
    assert stream.randn() == theirs.randn() and stream.random() == theirs.random_sample()


WORDS = [1] * 624


@pytest.mark.parametrize(
    "state",
    [
        None,
        3,
        "MT19937",
        ("MT19937", WORDS, 624, 0),
        ("PCG64", WORDS, 624, 0, 0.0),
        ("MT19937", WORDS[1:], 623, 0, 0.0),
        ("MT19937", [2**32] + WORDS[1:], 624, 0, 0.0),
        ("MT19937", [-1] + WORDS[1:], 624, 0, 0.0),
        ("MT19937", [1.5] + WORDS[1:], 624, 0, 0.0),
        ("MT19937", [0] * 624, 624, 0, 0.0),  # in which a normal draw would never end
        ("MT19937", WORDS, 625, 0, 0.0),
        ("MT19937", WORDS, -1, 0, 0.0),
        ("MT19937", WORDS, 1.0, 0, 0.0),
        ("MT19937", WORDS, 624, 2, 0.0),
        ("MT19937", WORDS, 624, 1, float("nan")),
        ("MT19937", WORDS, 624, 1, 10**400),
        ("MT19937", WORDS, 624, 1, None),
    ],
)
def test_what_is_no_state_is_refused_and_changes_nothing(state):
    stream = RandomState(3)
    before = stream.get_state()
    with pytest.raises(ValueError, match=r"^state must be what RandomState.get_state returns, got "):
        stream.set_state(state)
    assert stream.get_state() == before
