# SPDX-License-Identifier: Apache-2.0
"""wrap - put an IP packet into tags, tunnels and link headers.

A frame on its way outwards is a pair (ethertype, bytes); ethertype 0x6558
(transparent Ethernet bridging) means that the bytes are an Ethernet frame.
WRAPS has one function a layer, LINKS one a link type. A layer is written
NAME or NAME:ARGUMENT, and a stack is a list of them, outermost first.
"""
import struct

from . import packet as p

BRIDGED = 0x6558
MAC = {True: bytes.fromhex("020000000001"), False: bytes.fromhex("020000000002")}
# The ends of every tunnel; mirrors (ERSPAN, TZSP) send both ways from the first.
ENDS = {True: p.packed("192.0.2.1"), False: p.packed("192.0.2.2")}
ENDS6 = {True: p.packed("2001:db8:ffff::1"), False: p.packed("2001:db8:ffff::2")}


def number(argument, default):
    return int(argument, 0) if argument else default


def ethernet(frame, up):
    kind, data = frame
    if kind == BRIDGED:
        return data
    return MAC[not up] + MAC[up] + struct.pack("!H", kind) + data


def bridged(frame, up):
    return ethernet(frame, up)


def tag(frame, ident, tpid):
    kind, data = frame
    head = b""
    if kind == BRIDGED:
        head, kind, data = data[:12], struct.unpack("!H", data[12:14])[0], data[14:]
    inner = struct.pack("!HH", ident & 0xFFF, kind) + data
    if head:
        return (BRIDGED, head + struct.pack("!H", tpid) + inner)
    return (tpid, inner)


def outer(up, proto, payload, mirror=False, six=False):
    ends = ENDS6 if six else ENDS
    src, dst = (ends[True], ends[False]) if mirror or up else (ends[False], ends[True])
    if proto == "udp":
        sport, dport, body = payload
        proto, payload = p.UDP, p.udp(src, dst, sport, dport, body)
    return (p.ETHERTYPE[6 if six else 4], p.ip(src, dst, proto, payload))


def vlan(frame, up, arg):
    return tag(frame, number(arg, 100), 0x8100)


def qinq(frame, up, arg):
    return tag(frame, number(arg, 200), 0x88A8)


def vendor_tag(frame, up, arg):
    return tag(frame, number(arg, 300), 0x9100)


def mpls(frame, up, arg):
    labels = [int(x) for x in (arg or "1600,1700").split(",")]
    kind, data = frame
    if kind == BRIDGED:  # a pseudo-wire with its control word, RFC 4448
        data = b"\0\0\0\0" + data
    bottom = len(labels) - 1
    head = b"".join(struct.pack("!I", label << 12 | (0x100 if i == bottom else 0) | 64)
                    for i, label in enumerate(labels))
    return (0x8847, head + data)


def pppoe(frame, up, arg):
    kind, data = frame
    ppp = struct.pack("!H", {0x0800: 0x0021, 0x86DD: 0x0057}[kind]) + data
    return (0x8864, struct.pack("!BBHH", 0x11, 0, number(arg, 17), len(ppp)) + ppp)


def gre(frame, up, arg):
    if arg:
        head = struct.pack("!HHI", 0x2000, frame[0], int(arg, 0))
    else:
        head = struct.pack("!HH", 0, frame[0])
    return outer(up, p.GRE, head + frame[1])


def nvgre(frame, up, arg):
    head = struct.pack("!HHI", 0x2000, BRIDGED, number(arg, 5001) << 8 | 7)
    return outer(up, p.GRE, head + bridged(frame, up))


def erspan1(frame, up, arg):
    return outer(up, p.GRE, struct.pack("!HH", 0, 0x88BE) + bridged(frame, up), True)


def erspan2(frame, up, arg):
    head = struct.pack("!HHI", 0x1000, 0x88BE, 1)
    head += struct.pack("!HHI", 0x1000 | 120, 0x1800 | number(arg, 9), 0)
    return outer(up, p.GRE, head + bridged(frame, up), True)


def erspan3(frame, up, arg):
    head = struct.pack("!HHI", 0x1000, 0x22EB, 1)
    head += struct.pack("!HHIHH", 0x2000 | 120, number(arg, 9), 0, 0, 0)
    return outer(up, p.GRE, head + bridged(frame, up), True)


def vxlan(frame, up, arg):
    head = struct.pack("!II", 0x08000000, number(arg, 42) << 8)
    return outer(up, "udp", (49152, 4789, head + bridged(frame, up)))


def vxlan6(frame, up, arg):
    head = struct.pack("!II", 0x08000000, number(arg, 42) << 8)
    return outer(up, "udp", (49152, 4789, head + bridged(frame, up)), six=True)


def geneve(frame, up, arg):
    # One option of four bytes, so that a reader must honour the length.
    head = struct.pack("!BBHI", 0x02, 0, BRIDGED, number(arg, 77) << 8)
    head += struct.pack("!HBBI", 0x0102, 0x01, 1, 0xC0FFEE)
    return outer(up, "udp", (49153, 6081, head + bridged(frame, up)))


def gtp(frame, up, arg):
    head = struct.pack("!BBHI", 0x30, 0xFF, len(frame[1]), number(arg, 0x1001))
    return outer(up, "udp", (2152, 2152, head + frame[1]))


def gtp_ext(frame, up, arg):
    """With a sequence number and a PDU session container, as 5G sends it."""
    rest = struct.pack("!HBB", 7, 0, 0x85) + bytes([1, 0x10 if up else 0, 1, 0])
    head = struct.pack("!BBHI", 0x36, 0xFF, len(rest) + len(frame[1]), number(arg, 0x1001))
    return outer(up, "udp", (2152, 2152, head + rest + frame[1]))


def ipip(frame, up, arg):
    return outer(up, p.IPIP if frame[0] == 0x0800 else p.SIX, frame[1])


def teredo(frame, up, arg):
    return outer(up, "udp", (51413, 3544, frame[1]) if up else (3544, 51413, frame[1]))


def tzsp(frame, up, arg):
    head = struct.pack("!BBHB", 1, 0, 1, 1)
    return outer(up, "udp", (37008, 37008, head + bridged(frame, up)), True)


WRAPS = {
    "vlan": vlan, "qinq": qinq, "tag9100": vendor_tag, "mpls": mpls, "pppoe": pppoe, "gre": gre,
    "nvgre": nvgre, "erspan1": erspan1, "erspan2": erspan2, "erspan3": erspan3, "vxlan": vxlan,
    "vxlan6": vxlan6, "geneve": geneve, "gtp": gtp, "gtp-ext": gtp_ext, "ipip": ipip,
    "6in4": ipip, "teredo": teredo, "tzsp": tzsp,
    "ethernet": lambda frame, up, arg: (BRIDGED, bridged(frame, up)),
}


def link_ethernet(frame, up):
    return ethernet(frame, up)


def link_sll(frame, up):
    return struct.pack("!HHH8sH", 0 if not up else 4, 1, 6, MAC[up] + b"\0\0", frame[0]) + frame[1]


def link_sll2(frame, up):
    return struct.pack("!HHIHBB8s", frame[0], 0, 3, 1, 0 if not up else 4, 6,
                       MAC[up] + b"\0\0") + frame[1]


def link_raw(frame, up):
    return frame[1]


def link_null(frame, up):
    return struct.pack("<I", 2 if frame[0] == 0x0800 else 30) + frame[1]


def link_loop(frame, up):
    return struct.pack("!I", 2 if frame[0] == 0x0800 else 24) + frame[1]


def link_ppp(frame, up):
    proto = {0x0800: 0x0021, 0x86DD: 0x0057, 0x8847: 0x0281}[frame[0]]
    return b"\xff\x03" + struct.pack("!H", proto) + frame[1]


def link_wifi(frame, up):
    """A data frame in the clear: QoS data to the access point, plain data from it."""
    bssid = bytes.fromhex("0200000000aa")
    snap = b"\xaa\xaa\x03\0\0\0" + struct.pack("!H", frame[0]) + frame[1]
    if up:
        return b"\x88\x01\0\0" + bssid + MAC[True] + MAC[False] + b"\x10\0" + b"\0\0" + snap
    return b"\x08\x02\0\0" + MAC[True] + bssid + MAC[False] + b"\x20\0" + snap


def link_radiotap(frame, up):
    # flags (no FCS at the end) and rate present: ten bytes in all.
    return struct.pack("<BBHIBB", 0, 0, 10, 0x6, 0, 12) + link_wifi(frame, up)


# name: (LINKTYPE number, function)
LINKS = {
    "ethernet": (1, link_ethernet), "sll": (113, link_sll), "sll2": (276, link_sll2),
    "raw": (101, link_raw), "null": (0, link_null), "loop": (108, link_loop),
    "ppp": (9, link_ppp), "wifi": (105, link_wifi), "radiotap": (127, link_radiotap),
}


def wrap(packet, up, stack, link="ethernet"):
    """One IP packet in all the layers of stack (outermost first) and a link header."""
    frame = (p.ETHERTYPE[packet[0] >> 4], packet)
    for layer in reversed(stack):
        name, _, argument = layer.partition(":")
        frame = WRAPS[name](frame, up, argument)
    return LINKS[link][1](frame, up)


def unwrap(linktype, data):
    """(link header, IP packet) of a frame without tunnels, or None. Tags stay in the header."""
    at = {1: 12, 113: 14, 276: 0, 101: None, 12: None, 228: None, 229: None}.get(linktype, -1)
    if at == -1:
        return None
    if at is None:
        return (b"", data)
    kind = data[at:at + 2]
    at = 20 if linktype == 276 else at + 2
    while kind in (b"\x81\x00", b"\x88\xa8") and len(data) >= at + 4:
        kind, at = data[at + 2:at + 4], at + 4
    if kind not in (b"\x08\x00", b"\x86\xdd"):
        return None
    return (data[:at], data[at:])
