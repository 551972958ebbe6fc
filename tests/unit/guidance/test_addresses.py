# SPDX-License-Identifier: Apache-2.0
"""Only plain https addresses of the known hosts may be opened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant.guidance import ALLOWED_HOSTS, allowed


def test_the_known_hosts_are_exactly_these() -> None:
    assert {
        "account.microsoft.com",
        "myaccount.microsoft.com",
        "support.microsoft.com",
        "learn.microsoft.com",
        "portal.manage.microsoft.com",
        "entra.microsoft.com",
        "intune.microsoft.com",
        "aka.ms",
    } == ALLOWED_HOSTS


@pytest.mark.parametrize("host", sorted(ALLOWED_HOSTS))
@pytest.mark.parametrize("rest", ["", "/", "/a-b/c_d.html", "/a?b=c&d=e", "/a#b", "?x=1"])
def test_an_address_on_a_known_host_is_allowed(host: str, rest: str) -> None:
    assert allowed(f"https://{host}{rest}")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "aka.ms/myrecoverykey",
        "//aka.ms/myrecoverykey",
        "http://aka.ms/myrecoverykey",
        "HTTPS://aka.ms/myrecoverykey",
        "ftp://aka.ms/",
        "file:///etc/passwd",
        "javascript:alert(1)//https://aka.ms/",
        "https://aka.ms.example.com/",
        "https://aka.ms-login.com/",
        "https://evil-aka.ms/",
        "https://xaka.ms/",
        "https://microsoft.com/",
        "https://evil.account.microsoft.com/",
        "https://account.microsoft.com.evil.net/",
        "https://accountmicrosoft.com/",
        "https://account.rnicrosoft.com/",
        "https://aka.ms@evil.net/",
        "https://user@aka.ms/",
        "https://user:pw@aka.ms/",
        "https://aka.ms:443/",
        "https://aka.ms:8443/",
        "https://aka.ms:/",
        "https://aka.ms./",
        "https://aka.ms.",
        "https://AKA.MS/",
        "https://Aka.ms/",
        "https://\u0430ka.ms/",
        "https://xn--ka-7kc.ms/",
        "https://aka\u3002ms/",
        "https://aka.m\u017f/",
        "https://evil.net\\@aka.ms/",
        "https://aka.ms\\@evil.net/",
        "https://aka.ms\\.evil.net/",
        "https:\\\\aka.ms/",
        "https:/aka.ms/",
        "https:///aka.ms/",
        "https://evil.net/https://aka.ms/",
        "https://evil.net#https://aka.ms/",
        "https://evil.net?https://aka.ms/",
        "https://aka.ms/a@b",
        "https://aka.ms/ a",
        " https://aka.ms/",
        "https://aka.ms/\n",
        "https://aka.ms\n",
        "https://aka.ms/\u202egpj.exe",
        "https://aka.ms/\x00",
        "https://aka.ms/" + "a" * 3000,
    ],
)
def test_anything_else_is_refused(address: str) -> None:
    assert not allowed(address)


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    assert allowed(text) in {True, False}


@given(st.text(alphabet="abcms.-@:\\/", min_size=1, max_size=20))
def test_no_other_host_gets_through(host: str) -> None:
    plain = host.partition("/")[0]
    assert allowed(f"https://{host}") == (plain in ALLOWED_HOSTS and not set(host) & set("@\\"))
