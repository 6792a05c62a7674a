"""What both files about slips need."""

CLIENT_ID = "0f0f0f0f-0000-4000-8000-000000000062"


def affected(phone, counter, told, answer):
    return phone.post(f"{counter}/slips/{told.data['id']}/affected", {"affected_now": answer})


def cards_of(response):
    return [card["code"] for card in response.json()["help"]["cards"]]


def rules_of(alert):
    return sorted(rule for each in alert.evidence.all() for rule in each.rules)
