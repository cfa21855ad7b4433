"""Whether a request was made by a page of ours.

What may change something follows the algorithm of Go's `net/http.CrossOriginProtection`:
`Sec-Fetch-Site` decides where a browser sends it, else `Origin` against `Host`, and a request with
neither is none of a browser's. What only reads is refused as well where a browser says that
another site asks: no page elsewhere has a reason to link to or embed one of ours.
"""

from collections.abc import Mapping

SAFE = ("GET", "HEAD")
OURS = ("same-origin", "none")


def is_cross_origin(method: str, headers: Mapping[str, str], host: str) -> bool:
    """Whether a page of another origin makes the request.

    Args:
        method: of the request.
        headers: by their names in small letters.
        host: the value of `Host`, which was found to be ours.
    """
    site = headers.get("sec-fetch-site", "")
    if site:
        return site not in OURS
    origin = headers.get("origin", "")
    if method in SAFE or not origin:
        return False
    return origin.lower() != f"http://{host.lower()}"
