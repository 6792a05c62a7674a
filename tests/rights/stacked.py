"""The same life, over HTTP against the service as it runs."""

from dataclasses import dataclass
from typing import Any

from backend.accounts.models import Staff
from tests.journeys.steps import Phone, join_site, sign_up, staff_phone
from tests.rights.life import live
from tests.stack import Stack


@dataclass(frozen=True)
class Couple:
    """Dana, who shares everything with Sam's site, and Sam."""

    stack: Stack
    dana: Phone
    tokens: dict[str, str]

    def ask(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        answer = self.stack.call(method, path, body, token=self.tokens[who], **headers)
        assert answer.status < 300, (path, answer)
        return answer.body

    def live(self) -> None:
        live(self.ask, self.dana.person_id)


def meet(stack: Stack, sam: Staff) -> Couple:
    sams_token = staff_phone(stack, sam, token="phone-of-sam")
    dana = sign_up(stack)
    join_site(stack, dana, sams_token)
    return Couple(stack, dana, {"dana": dana.token, "sam": sams_token})
