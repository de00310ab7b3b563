# SPDX-License-Identifier: Apache-2.0
"""script - read a .talk file: lines, settings, and the $(...) that stands in text.

The language is described in tests/talk/README.md. A Script here is a list of
steps (line number, word, rest) with includes opened and http and pretty
blocks gathered; conversation.py carries the steps out.
"""
import base64
import hashlib
import json
import os
import re

CALL = re.compile(r"\$\(([^()]*)\)")


class ScriptError(Exception):
    pass


def load(path, depth=0):
    """All steps of a script: (place, word, rest of the line, indented block or None)."""
    steps = []
    with open(path, encoding="utf-8") as f:
        lines = f.read().split("\n")
    at = 0
    while at < len(lines):
        line, place = lines[at], "%s:%d" % (os.path.basename(path), at + 1)
        at += 1
        if not line.strip() or line.startswith("#"):
            continue
        word, _, rest = line.partition(" ")
        if word == "include":
            if depth > 8:
                raise ScriptError(place + ": includes go too deep")
            steps += load(os.path.join(os.path.dirname(path), rest.strip() + ".talk"), depth + 1)
            continue
        block = None
        if word[:1] in "<>" and word[1:] in ("http", "text"):
            block = []
            while at < len(lines) and (lines[at].startswith("  ") or
                                       (not lines[at] and at + 1 < len(lines) and
                                        lines[at + 1].startswith("  "))):
                block.append(lines[at][2:])
                at += 1
        steps.append((place, word, rest, block))
    return steps


class Text:
    """Expands $(...) into bytes. Random-looking digits follow from seed and name alone."""

    def __init__(self):
        self.names = {}
        self.seed = "0"

    def digits(self, count, name):
        out, n = "", 0
        while len(out) < count:
            out += hashlib.sha256(("%s/%s/%d" % (self.seed, name, n)).encode()).hexdigest()
            n += 1
        return out[:count]

    def call(self, words):
        """The bytes of one $(...), given its text."""
        name, _, rest = words.partition(" ")
        if name in self.names:
            return self.bytes(self.names[name])
        if name == "hex":
            count, _, key = rest.partition(" ")
            return self.digits(int(count), key).encode()
        if name == "bytes":
            return bytes.fromhex(rest)
        if name == "repeat":
            count, _, what = rest.partition(" ")
            return what.encode() * int(count)
        if name == "base64":
            return base64.b64encode(self.bytes(rest))
        if name in ("lf", "crlf", "nul", "tab"):
            return {"lf": b"\n", "crlf": b"\r\n", "nul": b"\0", "tab": b"\t"}[name]
        raise ScriptError("unknown $(%s)" % words)

    def bytes(self, text):
        out, at = b"", 0
        for m in CALL.finditer(text):
            out += text[at:m.start()].encode() + self.call(m.group(1))
            at = m.end()
        return out + text[at:].encode()

    def string(self, text):
        return self.bytes(text).decode("utf-8", "replace")


def http_message(text, first, block, is_request, chunk):
    """Head lines, an empty line, a body. Content-Length: * is computed; chunk makes chunks."""
    if not is_request:
        first = "HTTP/1.1 " + first
    head, body, in_body = [first], [], False
    for line in block:
        if not line and not in_body:
            in_body = True
        else:
            (body if in_body else head).append(line)
    data = b"\n".join(text.bytes(line) for line in body)
    chunked = any(h.lower().startswith("transfer-encoding: chunked") for h in head)
    if not any(h.lower().startswith("content-length:") for h in head) and not chunked and in_body:
        head.append("Content-Length: *")
    out = b""
    for line in head:
        line = re.sub(r"(?i)^(content-length:) \*$", r"\1 %d" % len(data), line)
        out += text.bytes(line) + b"\r\n"
    out += b"\r\n"
    if chunked:
        for at in range(0, len(data), chunk):
            piece = data[at:at + chunk]
            out += b"%x\r\n" % len(piece) + piece + b"\r\n"
        return out + b"0\r\n\r\n"
    return out + data


def pretty(data):
    return json.dumps(json.loads(data), indent=2, ensure_ascii=False).encode()
