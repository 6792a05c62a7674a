def checks() -> dict[str, str]:
    return {}
