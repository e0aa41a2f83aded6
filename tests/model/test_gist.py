"""A clause's vector tells what it is about, not how it is put."""

from __future__ import annotations

import numpy as np

from cxnlp.model import Bundle


def nearness(bundle: Bundle, one: str, other: str) -> float:
    a, b = (bundle.gist.vector(state) for state in bundle.encoder.states([one, other]))
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def test_the_commoner_a_piece_the_less_it_counts(bundle: Bundle) -> None:
    gist = bundle.gist
    vocabulary = bundle.encoder.tokenizer
    the, price = (
        gist.weight[vocabulary.encode(word, add_special_tokens=False).ids[0]]
        for word in ("the", "price")
    )
    assert 0 <= the < 0.7 < 0.9 < price <= 1
    assert gist.weight.shape == (len(gist.words.codes),)


def test_what_it_is_about_counts_more_than_how_it_is_put(bundle: Bundle) -> None:
    said = "The roaming fee was much too high"
    alike = nearness(bundle, said, "A roaming fee, and it is far too high")
    assert alike > nearness(bundle, said, "The engineer was much too late")


def test_it_is_the_weighted_mean_of_states_and_words(bundle: Bundle) -> None:
    (state,) = bundle.encoder.states(["the roaming fee"])
    gist = bundle.gist
    assert len(state.pieces) == len(state.spans) == len(state.vectors)
    weight = gist.weight[state.pieces] / gist.weight[state.pieces].sum()
    each = state.vectors + 5 * gist.words[state.pieces]
    np.testing.assert_allclose(gist.vector(state), weight @ each, rtol=1e-4, atol=1e-4)
