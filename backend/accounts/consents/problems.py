from backend.accounts.consents.forms import FormText
from backend.api.problems import Problem


class ConsentFormChanged(Problem):
    """`form` is the one on offer now: it is to be shown and signed anew."""

    code, title, status = "consent-form-changed", "This is not the form that is on offer now. Please read it anew.", 409

    def __init__(self, form: FormText) -> None:
        super().__init__(form=form.as_json())


class ConsentBundled(Problem):
    """42 CFR 2.31(b) and (d), GDPR article 7(2)."""

    code, title, status = "consent-bundled", "This has to be signed by itself, with nothing else.", 422


class ConsentDeficient(Problem):
    """42 CFR 2.31(c): what lacks something, or is known to be false, is no consent."""

    code, title, status = "consent-deficient", "We cannot take this form as it was signed.", 422
