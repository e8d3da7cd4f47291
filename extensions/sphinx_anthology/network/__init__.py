"""The one door to the network: a request, its answer, and why there was none.

http and https only; addresses of private networks are refused unless their host is listed. A name
is looked up once, what it means is looked at, and only what was looked at is connected to: so
nothing inside is ever touched, and a second answer of the name server leads nowhere. Redirects are
handed to the caller, who asks for them as for first addresses. Whoever fetches pictures, or looks
after links, decides what a request may cost.
"""

from .causes import OFFLINE, Cause, NoAnswer
from .door import USER_AGENT, Answer, Door
from .hosts import host_of, is_of, plain_host
from .lines import Guest

__all__ = [
    "OFFLINE",
    "USER_AGENT",
    "Answer",
    "Cause",
    "Door",
    "Guest",
    "NoAnswer",
    "host_of",
    "is_of",
    "plain_host",
]
