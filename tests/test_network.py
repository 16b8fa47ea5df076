"""Nothing here speaks to another machine, and a test that did would fail."""

import socket
import urllib.request

import pytest


def test_the_network_is_out_of_reach():
    with pytest.raises(PermissionError, match="network"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(PermissionError, match="network"):
        socket.getaddrinfo("example.org", 443)
    with pytest.raises(PermissionError, match="network"):
        urllib.request.urlopen("https://example.org")
