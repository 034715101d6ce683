"""Sends itself ICMP messages on loopback, as one about a datagram from port `local` to port `peer`.

usage: icmp.py address local peer type code
"""
import socket
import struct
import sys

address, local, peer, kind, code = sys.argv[1], *map(int, sys.argv[2:6])


def checksum(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


udp = struct.pack("!HHHH", local, peer, 8, 0)
if ":" in address:
    raw = socket.inet_pton(socket.AF_INET6, address)
    quoted = struct.pack("!IHBB", 6 << 28, len(udp), socket.IPPROTO_UDP, 64) + raw + raw + udp
    # The kernel adds the checksum.
    message = struct.pack("!BBHI", kind, code, 0, 0) + quoted
    sender = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
else:
    raw = socket.inet_aton(address)
    quoted = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 1, 0, 64, socket.IPPROTO_UDP, 0, raw, raw) + udp
    message = struct.pack("!BBHI", kind, code, 0, 0) + quoted
    message = message[:2] + struct.pack("!H", checksum(message)) + message[4:]
    sender = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
sender.sendto(message, (address, 0))
