"""Errors that prevent a job on picture files from starting."""


class WorkError(Exception):
    """The message is a sentence for the person; `wrong_call`: the arguments are invalid, whatever the files hold."""

    def __init__(self, message: str, wrong_call: bool = False) -> None:
        super().__init__(message)
        self.wrong_call = wrong_call
