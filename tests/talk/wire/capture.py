# SPDX-License-Identifier: Apache-2.0
"""capture - write and read pcap and pcapng files, in either byte order.

A frame is (time in ns, linktype, bytes, original length). read() gives all
frames of a file; it stops at damage and says so by raising ValueError after
what was whole has been given (it is a generator).
"""
import struct


class PcapWriter:
    def __init__(self, out, linktype, nanoseconds=False, big=False, snaplen=262144):
        self.out, self.order, self.ns = out, ">" if big else "<", nanoseconds
        magic = 0xA1B23C4D if nanoseconds else 0xA1B2C3D4
        out.write(struct.pack(self.order + "IHHiIII", magic, 2, 4, 0, 0, snaplen, linktype))

    def frame(self, time, linktype, data, length):
        fraction = time % 10**9 if self.ns else time % 10**9 // 1000
        self.out.write(struct.pack(self.order + "IIII", time // 10**9, fraction, len(data),
                                   length) + data)


class PcapngWriter:
    """Each link type that turns up gets an interface of its own."""

    def __init__(self, out, nanoseconds=False, big=False, snaplen=262144):
        self.out, self.order, self.ns, self.snaplen = out, ">" if big else "<", nanoseconds, snaplen
        self.interfaces = {}
        self.block(0x0A0D0D0A, struct.pack(self.order + "IHHq", 0x1A2B3C4D, 1, 0, -1))

    def block(self, kind, body):
        body += b"\0" * (-len(body) % 4)
        length = 12 + len(body)
        self.out.write(struct.pack(self.order + "II", kind, length) + body +
                       struct.pack(self.order + "I", length))

    def interface(self, linktype):
        if linktype not in self.interfaces:
            body = struct.pack(self.order + "HHI", linktype, 0, self.snaplen)
            if self.ns:
                body += struct.pack(self.order + "HHB3x", 9, 1, 9) + bytes(4)
            self.block(1, body)
            self.interfaces[linktype] = len(self.interfaces)
        return self.interfaces[linktype]

    def frame(self, time, linktype, data, length):
        number = self.interface(linktype)
        units = time if self.ns else time // 1000
        self.block(6, struct.pack(self.order + "IIIII", number, units >> 32, units & 0xFFFFFFFF,
                                  len(data), length) + data)


def read(path):
    with open(path, "rb") as f:
        data = f.read()
    magic = data[:4]
    if magic == b"\x0a\x0d\x0d\x0a":
        yield from read_pcapng(data)
        return
    for order in "<>":
        word = struct.unpack(order + "I", magic)[0] if len(magic) == 4 else 0
        if word in (0xA1B2C3D4, 0xA1B23C4D):
            yield from read_pcap(data, order, 1 if word == 0xA1B23C4D else 1000)
            return
    raise ValueError("%s: not a capture" % path)


def read_pcap(data, order, unit):
    linktype, at = struct.unpack(order + "I", data[20:24])[0] & 0xFFFF, 24
    while at + 16 <= len(data):
        seconds, fraction, size, length = struct.unpack(order + "IIII", data[at:at + 16])
        if at + 16 + size > len(data):
            raise ValueError("cut off at byte %d" % at)
        yield (seconds * 10**9 + fraction * unit, linktype, data[at + 16:at + 16 + size], length)
        at += 16 + size


def read_pcapng(data):
    order, at, interfaces = "<", 0, []
    while at + 12 <= len(data):
        if data[at:at + 4] == b"\x0a\x0d\x0d\x0a":
            order = "<" if data[at + 8:at + 12] == b"\x4d\x3c\x2b\x1a" else ">"
            interfaces = []
        kind, size = struct.unpack(order + "II", data[at:at + 8])
        if size < 12 or at + size > len(data):
            raise ValueError("cut off at byte %d" % at)
        body = data[at + 8:at + size - 4]
        if kind == 1:
            interfaces.append((struct.unpack(order + "H", body[:2])[0], unit_ns(body[8:], order)))
        elif kind == 6:
            number, high, low, caplen, length = struct.unpack(order + "IIIII", body[:20])
            linktype, unit = interfaces[number]
            yield ((high << 32 | low) * unit, linktype, body[20:20 + caplen], length)
        at += size


def unit_ns(options, order):
    """if_tsresol of an interface as whole nanoseconds; only powers of ten."""
    at = 0
    while at + 4 <= len(options):
        code, size = struct.unpack(order + "HH", options[at:at + 4])
        if code == 9 and size:
            return 10 ** max(0, 9 - options[at + 4])
        if code == 0:
            break
        at += 4 + size + -size % 4
    return 1000
