"""Pictures of a request: each once, anchors first."""

from seedream_desktop.engine.figures import Figure, arrange


def row(*names: str) -> list[Figure[str]]:
    """Return figures; a capital letter is a target, of the same picture as its small one."""
    return [Figure(identity=n.lower()[0], is_target=n[0].isupper(), value=n) for n in names]


def order(*names: str) -> list[str]:
    return [figure.value for figure in arrange(row(*names))]


def test_an_anchor_that_is_edited_itself_stands_in_the_anchor_s_place() -> None:
    assert order("a", "b", "C", "B", "D") == ["a", "B", "C", "D"]


def test_an_anchor_that_comes_twice_is_sent_once() -> None:
    assert order("a", "b", "a", "C") == ["a", "b", "C"]


def test_an_anchor_after_its_own_target_is_not_sent_again() -> None:
    assert order("A", "a", "b") == ["A", "b"]


def test_two_targets_of_one_content_stay_two() -> None:
    assert order("a", "A1", "A2") == ["A1", "A2"]
