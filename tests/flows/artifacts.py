"""What the UI would show."""

from prefect.client.orchestration import get_client


def artifact(key: str) -> str:
    """The latest artifact of that key."""
    with get_client(sync_client=True) as client:
        answer = client.request("GET", "/artifacts/{key}/latest", path_params={"key": key})
    return str(answer.json()["data"])
