from __future__ import annotations

import gzip
import json

import pytest
from starlette.applications import Starlette

from layers import offline
from screens import geo, server
from tests.screens.asgi import Answer, get


class Client:
    """Our routes and middleware without Streamlit."""

    def __init__(self) -> None:
        self._app = Starlette(routes=server.ROUTES, middleware=server.MIDDLEWARE)

    def get(self, address: str, *, accept: str = "gzip") -> Answer:
        """The answer to a GET."""
        return get(self._app, address, accept=accept)


@pytest.fixture
def client() -> Client:
    """A browser of our routes."""
    return Client()


def test_a_layer_is_fetched_by_its_hash_and_kept_for_good(client: Client) -> None:
    """The same bytes have the same address; only the reader's own browser may keep them."""
    features = {"type": "FeatureCollection", "features": []}
    address = geo.SHELF.put(features)
    assert address == geo.SHELF.put(dict(features))
    answer = client.get(address.replace("../..", ""))
    assert answer.json() == features
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    plain = client.get(address.replace("../..", ""), accept="identity")
    assert plain.json() == features
    assert "content-encoding" not in plain.headers


def test_a_page_of_a_replay_is_served_and_a_layer_is_never_read_as_a_page(client: Client) -> None:
    """Each shelf has its own door: names of sites, which others wrote, come as JSON only."""
    name = geo.PAGES.keep(b"<!doctype html><title>replay</title>")
    answer = client.get(f"/replay/{name}.html")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    layer = geo.SHELF.put({"type": "FeatureCollection", "features": [{"name": "<script>"}]}).split("/")[-1]
    assert client.get(f"/replay/{layer.removesuffix('.json')}.html").status_code == 404
    assert client.get(f"/geo/{name}.json").status_code == 404


def test_a_layer_that_is_not_there_is_not_kept_as_missing(client: Client) -> None:
    """After a reload it may be there."""
    answer = client.get(f"/geo/{'0' * 64}.json")
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    ["/assets/../pyproject.toml", "/assets/vendor/../../app.py", "/assets/vendor/%2e%2e/%2e%2e/app.py", "/assets/x.js"],
)
def test_no_path_of_a_request_reaches_the_disk(client: Client, path: str) -> None:
    """Only files that are listed are served."""
    assert client.get(path).status_code == 404


def test_every_front_end_file_is_served(client: Client) -> None:
    """Byte for byte, compressed or not."""
    for name in offline.manifest()["files"]:
        assert client.get(f"/assets/vendor/{name}").content == (offline.VENDOR / name).read_bytes()
    for link, path in offline.OWN.items():
        answer = client.get(offline.local(link, prefix="/assets/"))
        assert answer.content == path.read_bytes()
        assert answer.headers["cache-control"] == server.FOR_GOOD


def test_every_answer_forbids_other_hosts(client: Client) -> None:
    """Even a script that ran could fetch nothing from elsewhere."""
    for path in ("/health", "/assets/map.js", "/nothing"):
        policy = client.get(path).headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "connect-src 'self' ws: wss: blob: data:" in policy
        assert "http" not in policy


def test_the_shelf_forgets_the_longest_unused_first() -> None:
    """Memory stays bounded; what is in use stays."""
    one, two, three = ({"n": json.dumps([number] * 5)} for number in range(3))
    size = len(gzip.compress(json.dumps(one, separators=(",", ":")).encode(), 6))
    shelf = geo.GeoShelf(kept_bytes=2 * size + 10)

    def name(address: str) -> str:
        return address.removeprefix(geo.PREFIX).removesuffix(".json")

    first, second = name(shelf.put(one)), name(shelf.put(two))
    assert shelf.get(first) is not None
    third = name(shelf.put(three))
    assert shelf.get(second) is None
    assert shelf.get(first) is not None
    assert shelf.get(third) is not None
