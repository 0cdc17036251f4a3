"""The one exception of the domain: a refusal with a stable code and a sentence a journalist can act on."""


class DomainError(Exception):
    """A refusal. `code` is stable and for machines; `message` says what, where and what to do.

    `field` names the input that was refused and `place` the statement label or line, where there is one.
    """

    def __init__(self, code: str, message: str, *, field: str = "", place: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
        self.place = place
