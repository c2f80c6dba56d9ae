"""What a hostile portal serves: generated addresses, files, pages and answers over the wire."""

import gzip
import io
import json
import random
import zipfile
import zlib

LARGEST = 200_000
HUGE = "9" * 5000
NUMBERS = (
    "0",
    "1",
    "-1",
    "9" * 30,
    HUGE,
    "²",
    "1e400",
    "0x10",
    "",
    "00012",
    "NaN",
    "1700000000000",
)
HOSTS = (
    *["good.example", "evil.example", "[::1]", "[填写]", "1.2.3.4", "a℀b", "政务.example", "%31"],
    "",
    "x" * 300,
)
MARKS = (
    *["\\", "@", ":", "//", "/", "?", "#", "[", "]", "%00", "%2f", "..", "é", "一"],
    "\t",
    "\r\n",
    "\x00",
    " ",
    "\ud800",
)
TAGS = (
    *[
        "<li>",
        "</li>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<div>",
        "<font>",
        "</a>",
        "<script>",
        "</script>",
        "<h1>",
    ],
    *[
        "<datastore>",
        "<nextgroup>",
        "<record><![CDATA[",
        "]]></record>",
        ".jpage({",
        "})",
        "InitData=[",
        "];",
    ],
    *[
        "createPageHTML(",
        "totalRecord:",
        "perPage:",
        "pageCount:",
        "ajaxParam:{",
        "}",
        "{",
        "[",
        "<",
        ">",
        '"',
        "'",
        "\\",
    ],
    *[
        "<!--",
        "-->",
        "<select>",
        "<svg>",
        "<math>",
        "&#x",
        "&nbsp;",
        "来源：",
        "发布日期：",
        "2024-1-1",
        "一、",
        "1.",
        "（1）",
    ],
    *["个", "完成", "进展情况", "<span>2024-01-02</span>"],
    "<a href=x>",
    "<meta charset=hex>",
    "<meta name=PubDate content='",
    "<iframe src=a.pdf>",
    '<li><a href="./t20240102_7.html">2024年进展情况</a>2024-01-02',
)
PARTS = ("word/document.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml", "OFD.xml", "mimetype")
STATUSES = (
    *(b"200 OK", b"200 OK", b"302 Found", b"503 Busy", b"429 Slow", b"304 Same", b"412 No"),
    *(b"\xff", b"100 Continue", b"999999999 x"),
)
HEADERS = (
    *[
        "Location",
        "Retry-After",
        "Content-Length",
        "Content-Type",
        "Content-Encoding",
        "X",
        "Connection",
    ],
    *["Transfer-Encoding", "ETag", "Last-Modified", "Set-Cookie"],
)
SAID = (
    *["gzip", "deflate", "chunked"],
    "gzip, gzip, deflate",
    "text/html; charset=hex",
    "text/html; charset=utf-16",
    "a=b; expires=" + "1-" * 999,
)
Piece = tuple[bytes, float]
"""Bytes, and the pause after them."""


def soup(rng: random.Random, largest: int = LARGEST) -> str:
    """Pieces of pages in any order, one of them often very many times."""
    pieces = rng.choices((*TAGS, *NUMBERS[:3]), k=rng.randint(1, 60))
    if rng.random() < 0.6:
        one = "".join(rng.choices(TAGS, k=rng.randint(1, 3)))
        times = int(largest ** rng.random() / len(one.encode()))
        pieces.insert(rng.randrange(len(pieces)), one * times)
    return "".join(pieces)


def link(rng: random.Random) -> str:
    """An address, or what was meant for one."""
    text = rng.choice(("http://", "https:", "HTTP:////", "", "//", "javascript:", "file://", "./"))
    for _ in range(rng.randint(1, 5)):
        text += rng.choice((rng.choice(HOSTS), rng.choice(MARKS), rng.choice(NUMBERS)))
    return text + rng.choice(("", ":" + rng.choice(NUMBERS), "/t20240102_7.html"))


def robots(rng: random.Random) -> str:
    """A robots.txt of many groups, rules and oddities."""
    names = ("User-agent:", "user agent ", "Disallow:", "Allow:", "Crawl-delay:", "Request-rate:")
    values = ("*", "/", "pledge-etl", "*a" * 50, "$", "http://[", "/%zz", "x", *NUMBERS, *MARKS)
    lines = [rng.choice(names) + rng.choice(values) for _ in range(rng.choice((5, 50, 5000)))]
    text = rng.choice(("\n", "\r", "\r\n", "\x00\n")).join(lines)
    return text.encode("utf-8", "replace").decode()


def pager(rng: random.Random) -> str:
    """A listing whose pagers count as they like."""
    a, b, c = (rng.choice(NUMBERS) for _ in range(3))
    return "<li><a href=t_1.html>进展情况</a>2024-1-2" + rng.choice((
        f'<script>createPageHTML({a}, {b}, "index", "html")</script>',
        f"<script>$('p').pagination('setPage',{a},{b})</script>",
        f"<a href=index_{a}.html>2</a>",
        f"pageCount: {a}",
        f"<record><![CDATA[<a href=/art/2024/1/1/art_1_1.html>进展情况</a>]]></record>"
        f"<totalrecord>{a}</totalrecord>"
        f".jpage({{perPage:{b},groupSize:{c},proxyUrl:'/p',ajaxParam:{{a:{a}}}}})",
    ))  # fmt: skip


def category(rng: random.Random) -> str:
    """A category's JSON, more or less."""

    def value(depth: int) -> str:
        kind = rng.randint(0, 6 if depth < 4 else 4)
        if kind == 5:
            return "[" + ",".join(value(depth + 1) for _ in range(rng.randint(0, 4))) + "]"
        if kind == 6:
            return "{" + f'"url":{value(depth + 1)},"date":{value(depth + 1)}' + "}"
        plain = ("null", "true", '"\\ud800"', '"2024-1-2"', json.dumps(link(rng)), "1.5")
        return rng.choice((*plain, *NUMBERS[:4]))

    if rng.random() < 0.1:
        return rng.choice("[{") * rng.choice((10, 100_000))
    names = ("title", "url", "post_url", "date", "created_at")
    rows = [
        "{" + ",".join(f'"{n}":{value(2)}' for n in names) + "}" for _ in range(rng.randint(0, 30))
    ]
    return f'{{"articles":[{",".join(rows)}],"classify":{value(0)}}}'


def packed(rng: random.Random) -> bytes:
    """A ZIP that says it is a document."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        rows = b"<row r='999999999'><c><v>1</v></c></row>" * 99
        for name in rng.sample(PARTS, 2):
            archive.writestr(name, rng.choice((b"", bytes(3_000_000), b"<a>" * 30_000, rows)))
    return damaged(rng, buffer.getvalue())


def pdf(rng: random.Random) -> bytes:
    """A PDF of streams packed in streams, and objects that lead to one another."""
    body = b"BT /F1 9 Tf (1.) Tj ET " * rng.choice((1, 500))
    for _ in range(rng.randint(0, 3)):
        body = zlib.compress(body)
    nodes = ((n, rng.randint(1, 4), rng.choice(NUMBERS)) for n in range(1, 4))
    objects = [f"{n} 0 obj <</Type/Pages/Kids[{k} 0 R]/Count {c}>> endobj\n" for n, k, c in nodes]
    head = "%PDF-1.4\n" + "".join(objects)
    stream = (
        b"4 0 obj <</Length "
        + str(len(body)).encode()
        + b"/Filter["
        + b"/FlateDecode" * rng.randint(0, 4)
        + b"]>> stream\n"
    )
    tail = (
        b"\nendstream endobj\ntrailer <</Root 1 0 R>>\nstartxref\n"
        + rng.choice(NUMBERS[:4]).encode()
        + b"\n%%EOF"
    )
    return damaged(rng, head.encode("utf-8") + stream + body + tail)


def damaged(rng: random.Random, raw: bytes) -> bytes:
    """Bytes with a few of them replaced, or cut off."""
    changed = bytearray(raw)
    for _ in range(rng.choice((0, 0, 1, 20))):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed[: rng.randrange(len(changed))]) if rng.random() < 0.1 else bytes(changed)


def answer(rng: random.Random, host: str) -> list[Piece]:
    """What a server says, in pieces with the pause after each; the last is said for ever."""
    body = rng.choice((soup(rng, 5000), pager(rng), link(rng), "")).encode("utf-8", "replace")
    headers = [b"HTTP/1.1 " + rng.choice(STATUSES)]
    for _ in range(rng.randint(0, 6)):
        said = rng.choice((link(rng), f"http://{host}/b", *NUMBERS, *SAID))
        headers.append(f"{rng.choice(HEADERS)}: {said}".encode("utf-8", "replace"))
    sent = rng.choice((bytes, bytes, gzip.compress, zlib.compress))(body)
    if any(b"chunked" in header for header in headers):
        end = rng.choice((b"0\r\n\r\n", b"-5\r\n", b"zz\r\n"))
        sent = chunk(sent) + end
    whole = b"\r\n".join(headers) + rng.choice((b"\r\n\r\n", b"\r\n", b"\n\n")) + sent
    endless = rng.choice(ENDLESS)
    at = rng.choice((len(whole), rng.randrange(len(whole) + 1)))
    return [(whole[:at], 0.0), (b"" if endless[0] else whole[at:], 0.0), endless]


def chunk(body: bytes) -> bytes:
    """A chunk of an answer."""
    return f"{len(body):x}\r\n".encode() + body + b"\r\n"


ENDLESS: tuple[Piece, ...] = (
    (b"", 0.0),
    (b"", 0.0),
    (b"x", 0.02),
    (b"0", 0.02),
    (b"X: y\r\n", 0.02),
    (b"HTTP/1.1 100 Continue\r\n\r\n", 0.0),
    (chunk(gzip.compress(b"")), 0.0),
    (chunk(bytes(5000)), 0.0),
)
