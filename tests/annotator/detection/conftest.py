import pytest


@pytest.fixture(autouse=True)
def rules_alone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Switch the trained models off, so that a test of a rule sees what the rule sees; `models` leaves them on."""
    if request.node.get_closest_marker("models") is None:
        monkeypatch.setenv("SOURCEMARK_MODELS", "off")
