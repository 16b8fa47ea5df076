"""Why a job on picture files cannot be begun."""


class WorkError(Exception):
    """The message is a sentence for the person; `wrong_call` where the call makes no sense, whatever the files hold."""

    def __init__(self, message: str, wrong_call: bool = False) -> None:
        super().__init__(message)
        self.wrong_call = wrong_call
