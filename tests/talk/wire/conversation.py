# SPDX-License-Identifier: Apache-2.0
"""conversation - carry out the steps of a script: TCP connections become frames.

Time is one clock for all connections, moved by '@' and a little by every
message. A connection keeps the sequence numbers of both sides; 'up' is true
for what the client sends.
"""
import json
import struct

from . import packet as p
from .script import ScriptError, http_message, pretty
from .wrap import LINKS, wrap

MS = 10**6

# name: (default, meaning); the meanings are the manual's, see README.md.
DEFAULTS = {
    "client": "10.20.0.5:50312", "server": "203.0.113.9:3333", "end": "lf", "mss": "1460",
    "start": "handshake", "close": "fin", "only": "both", "wrap": "", "link": "ethernet",
    "fragment": "0", "fragment-order": "straight", "gso": "off", "snaplen": "0",
    "timestamps": "on", "seq": "", "think": "0.02", "rtt": "0.01", "chunk": "64",
    "syn-data": "off", "ip-options": "off", "acks": "on", "checksums": "good", "notes": "",
}
FILE_SETTINGS = {"file": "pcap", "time": "us", "order": "little", "from": "1795000000",
                 "seed": "0", "cut": "0"}
ENDS = {"lf": b"\n", "crlf": b"\r\n", "nul": b"\0", "none": b""}


def endpoint(text):
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


class Connection:
    def __init__(self, talk, name, settings):
        self.talk, self.name, self.settings = talk, name, dict(settings)
        self.is_open = self.is_closed = False
        self.last_up = None
        self.seq = {}
        self.ident = {True: 0, False: 0}
        self.truths = []
        self.first = self.last = None

    def address(self, up):
        host, port = endpoint(self.settings["client" if up else "server"])
        return p.packed(host), port

    def options(self, syn, up):
        out = b""
        if syn:
            out += struct.pack("!BBH", 2, 4, int(self.settings["mss"])) + b"\4\2"
        if self.settings["timestamps"] == "on":
            mine = (self.talk.clock // MS + (0 if up else 77777)) & 0xFFFFFFFF
            out += (b"" if syn else b"\1\1") + struct.pack("!BBII", 8, 10, mine, 0)
        if syn:
            out += b"\1\3\3\7"
        return out

    def write(self, up, flags, seq, payload=b"", window=501, extra=b""):
        """One segment at the present time. Its acknowledgement is what the other side sent."""
        src, sport = self.address(up)
        dst, dport = self.address(not up)
        ack = self.seq[not up] if flags & p.ACK else 0
        options = extra or self.options(flags & p.SYN, up)
        segment = p.tcp(src, dst, sport, dport, seq, ack, flags, payload, window, options)
        if self.settings["checksums"] == "bad":
            segment = segment[:16] + b"\xde\xad" + segment[18:]
        self.ident[up] += 1
        whole = p.ip(src, dst, p.TCP, segment, self.ident[up])
        if self.settings["ip-options"] == "on":
            whole = p.with_options(whole)
        size = int(self.settings["fragment"])
        pieces = p.fragments(whole, size, self.ident[up]) if size else [whole]
        order = self.settings["fragment-order"]
        if order == "reverse":
            pieces.reverse()
        elif order == "doubled":
            pieces = [x for x in pieces for _ in (0, 1)]
        for piece in pieces:
            self.put(piece, up)

    def put(self, packet, up):
        if self.settings["only"] == ("server" if up else "client"):
            return
        link = self.settings["link"]
        frame = wrap(packet, up, self.settings["wrap"].split(), link)
        self.talk.put(LINKS[link][0], frame, int(self.settings["snaplen"]))
        self.first = self.talk.clock if self.first is None else self.first
        self.last = self.talk.clock

    def open(self, data=b""):
        start = self.settings["seq"].split() or [None, None]
        for up, given in ((True, start[0]), (False, start[1])):
            name = "seq/%s/%s" % (self.name, up)
            self.seq[up] = int(given, 0) if given else int(self.talk.text.digits(8, name), 16)
        self.is_open = True
        if self.settings["start"] == "middle":
            return
        rtt = int(float(self.settings["rtt"]) * 10**9)
        extra = self.options(True, True) + b"\x22\x0a" + b"cookie01" if data else b""
        self.write(True, p.SYN, self.seq[True], data, 64240, extra)
        self.seq[True] += 1 + len(data)
        self.talk.wait(rtt)
        self.write(False, p.SYN | p.ACK, self.seq[False], b"", 65160)
        self.seq[False] += 1
        self.talk.wait(MS // 10)
        self.write(True, p.ACK, self.seq[True])
        self.talk.wait(MS // 10)

    def cut(self, data, each, places):
        """The segments of a message: (offset, bytes)."""
        room = int(self.settings["mss"]) - (12 if self.settings["timestamps"] == "on" else 0)
        if self.settings["gso"] == "on":
            room = 65000
        if each:
            places = list(range(each, len(data), each))
        edges = [0] + sorted(x for x in places if 0 < x < len(data)) + [len(data)]
        out = []
        for a, b in zip(edges, edges[1:]):
            out += [(at, data[at:min(at + room, b)]) for at in range(a, b, room)]
        return out

    def send(self, up, data, treatments=()):
        if self.is_closed:
            raise ScriptError("connection %s is closed" % self.name)
        if not self.is_open:
            if up and self.settings["syn-data"] == "on":
                self.open(data)
                self.last_up = True
                return
            self.open()
        if self.last_up is not None:
            self.talk.wait(int(float(self.settings["think"]) * 10**9) if self.last_up != up
                           else MS // 5)
        self.last_up = up
        base = self.seq[up]
        self.seq[up] += len(data)
        for at, piece in treated(self.cut(data, *cuts(treatments, len(data))), data, treatments):
            flags = p.ACK | (p.PSH if at + len(piece) == len(data) else 0)
            self.write(up, flags, base + at, piece)
            self.talk.wait(MS // 50)
        if self.settings["acks"] == "on":
            self.talk.wait(MS // 20)
            self.write(not up, p.ACK, self.seq[not up])
            self.talk.wait(MS // 20)

    def probe(self, up):
        """A keep-alive: one byte before the next, and its answer."""
        self.write(up, p.ACK, self.seq[up] - 1, b"\0")
        self.talk.wait(MS)
        self.write(not up, p.ACK, self.seq[not up])

    def zero_window(self, up):
        """up says its window is full; the other side probes; then it opens again."""
        self.write(up, p.ACK, self.seq[up], b"", 0)
        self.talk.wait(200 * MS)
        self.write(not up, p.ACK, self.seq[not up] - 1, b"\0")
        self.talk.wait(MS)
        self.write(up, p.ACK, self.seq[up], b"", 0)
        self.talk.wait(200 * MS)
        self.write(up, p.ACK, self.seq[up], b"", 501)
        self.talk.wait(MS)

    def close(self, up, how):
        if not self.is_open or self.is_closed:
            return
        self.is_closed = True
        if how == "none":
            return
        self.talk.wait(5 * MS)
        if how == "rst":
            self.write(up, p.RST | p.ACK, self.seq[up])
            return
        for side in (up, not up):
            self.write(side, p.FIN | p.ACK, self.seq[side])
            self.seq[side] += 1
            self.talk.wait(MS // 2)
        self.write(up, p.ACK, self.seq[up])


def cuts(treatments, length):
    """(each, places) for the split treatments; a negative place counts from the end."""
    each, places = 0, []
    for words in treatments:
        if words[0] == "split" and words[1] == "each":
            each = int(words[2])
        elif words[0] == "split":
            places += [int(x) + (length if int(x) < 0 else 0) for x in words[1:]]
    return each, places


def treated(segments, data, treatments):
    """Segments after losing, doubling, overlapping and reordering; counted from 1."""
    for words in treatments:
        kind, args = words[0], words[1:]
        if kind == "split":
            continue
        k = int(args[0]) - 1 if args else 0
        at, piece = segments[k]
        if kind == "lose":
            segments = segments[:k] + segments[k + 1:]
        elif kind == "duplicate":
            segments = segments[:k + 1] + [segments[k]] + segments[k + 1:]
        elif kind == "overlap":  # the same bytes again, but other ones
            junk = (" ".join(args[1:]).encode() or b"X") * len(piece)
            segments = segments[:k + 1] + [(at, junk[:len(piece)])] + segments[k + 1:]
        elif kind == "back":  # begin earlier: with the same bytes, or with junk
            n = min(int(args[1]), at)
            early = args[2].encode() * n if len(args) > 2 else data[at - n:at]
            segments = segments[:k] + [(at - n, early[:n] + piece)] + segments[k + 1:]
        elif kind == "reorder":
            segments = [segments[int(x) - 1] for x in args]
        elif kind == "reverse":
            segments = segments[::-1]
        else:
            raise ScriptError("unknown treatment " + kind)
    return segments


class Talk:
    """Runs the steps. frames and truths are what comes out."""

    def __init__(self, text):
        self.text, self.frames, self.title = text, [], ""
        self.file = dict(FILE_SETTINGS)
        self.settings = dict(DEFAULTS)
        self.connections, self.current = {}, None
        self.clock = self.begin = None
        self.treatments, self.pending = [], None

    def wait(self, ns):
        self.clock += ns

    def put(self, linktype, frame, snaplen):
        kept = frame[:snaplen] if snaplen else frame
        self.frames.append((self.clock, linktype, kept, len(frame)))

    def connection(self):
        if self.clock is None:
            self.clock = self.begin = int(float(self.file["from"]) * 10**9)
        if self.current is None:
            self.switch("1")
        return self.current

    def switch(self, name):
        self.flush()
        if name not in self.connections:
            self.connections[name] = Connection(self, name, self.settings)
        self.current = self.connections[name]

    def flush(self):
        """Send what 'together' gathered."""
        if self.pending and self.pending[1]:
            up, data = self.pending
            treatments, self.treatments = self.treatments, []
            self.pending = (None, b"")
            self.connection().send(up, data, treatments)

    def message(self, up, data):
        if self.pending is None:
            treatments, self.treatments = self.treatments, []
            self.connection().send(up, data, treatments)
            return
        if self.pending[0] not in (None, up):
            self.flush()
        self.pending = (up, self.pending[1] + data)

    def say(self, word, rest, block):
        up, form = word[0] == ">", word[1:]
        c = self.connection()
        if form == "http":
            return self.message(up, http_message(self.text, rest, block, up,
                                                 int(c.settings["chunk"])))
        if form == "text":  # a block of lines as it stands, each with the usual end
            end = ENDS[c.settings["end"]]
            return self.message(up, b"".join(self.text.bytes(x) + end for x in block))
        data = self.text.bytes(rest)
        if form == "pretty":
            return self.message(up, pretty(data) + ENDS[c.settings["end"]])
        ends = {"": ENDS[c.settings["end"]], ".": b"", "~": b"\r\n", "0": b"\0", "_": b"\n"}
        if form not in ends:
            raise ScriptError("unknown word " + word)
        self.message(up, data + ends[form])

    def set(self, rest):
        key, _, value = rest.partition(" ")
        value = self.text.string(value.strip())
        if key in self.file:
            self.file[key] = value
            if key == "seed":
                self.text.seed = value
        elif key in self.settings:
            self.settings[key] = value
            if self.current and not self.current.is_open:
                self.current.settings[key] = value
            elif self.current and key in ("end", "only", "think", "acks", "snaplen", "wrap", "gso",
                                          "fragment", "fragment-order", "checksums", "close",
                                          "chunk"):
                self.current.settings[key] = value
        else:
            raise ScriptError("unknown setting " + key)

    def step(self, word, rest, block):
        if word[0] in "<>":
            return self.say(word, rest, block)
        if word == "title":
            self.title = self.title or rest
        elif word == "let":
            name, _, value = rest.partition(" ")
            self.text.names[name] = value
        elif word == "set":
            self.set(rest)
        elif word == "truth":
            self.connection().truths.append(json.loads(self.text.string(rest)))
        elif word == "do":
            self.treatments.append(rest.split())
        elif word == "together":
            self.flush()
            self.pending = (None, b"")
        elif word == "apart":
            self.flush()
            self.pending = None
        else:
            self.act(word, rest)

    def act(self, word, rest):
        if word == "connection":
            self.connection()
            return self.switch(rest.strip())
        c = self.connection()
        self.flush()
        up = rest.strip() != "<"
        if word == "@":
            self.wait(int(round(float(rest) * 10**9)))
        elif word == "open":
            c.open()
        elif word == "keepalive":
            c.probe(up)
        elif word == "window":
            c.zero_window(up)
        elif word == "close":
            c.close(up, "fin")
        elif word == "reset":
            c.close(up, "rst")
        elif word == "silence":
            c.close(up, "none")
        else:
            raise ScriptError("unknown word " + word)

    def run(self, steps):
        for place, word, rest, block in steps:
            try:
                self.step(word, rest, block)
            except (ScriptError, ValueError, KeyError, IndexError) as e:
                raise ScriptError("%s: %s" % (place, e)) from e
        self.flush()
        for c in self.connections.values():
            c.close(True, c.settings["close"])

    def truths(self, name):
        """One line for each 'truth' of each connection, in their order."""
        out = []
        for c in self.connections.values():
            for told in c.truths:
                client, cport = endpoint(c.settings["client"])
                server, sport = endpoint(c.settings["server"])
                row = {"file": name, "mining": True, "client": client, "cport": cport,
                       "server": server, "sport": sport, "dialect": None, "login": None,
                       "worker": None, "pass": None, "agent": None, "tls": False, "proxy": None,
                       "cports": [cport]}
                row.update(told)
                if row["mining"]:
                    row.setdefault("expect", "must")
                else:
                    row["dialect"], row["expect"] = row["dialect"] or "benign", "must"
                row["notes"] = row.get("notes") or self.title
                out.append(row)
        return out
