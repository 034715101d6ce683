"""UDP sockets of one host, controlled by commands on standard input; each line gets one line in answer.

A command is a number, a verb and arguments; the answer is the number and a result, or the number, "!" and an error.
Message N of SIZE bytes begins with "N/SIZE "; the rest is a fixed text without a repeated part. A message that arrives
unchanged is therefore printed as its beginning alone.
"""
import re
import socket
import struct
import sys

TIMEOUT_SECONDS = 120
BUFFER_BYTES = 32 << 20
SO_RCVBUFFORCE = 33
MAX_BYTES = 65_535
TEXT = ''.join(f'{i},' for i in range(16_000))
MORE_FRAGMENTS = 0x2000

sockets = {}
servers = {}


def endpoint(host, port):
    """The socket address; an IPv6 address may have a scope after "%"."""
    found = socket.getaddrinfo(host, int(port), type=socket.SOCK_DGRAM)
    return found[0][0], found[0][4]


def message(number, size):
    return (f'{number}/{size} ' + TEXT)[:size].encode()


def text_of(received):
    """The beginning of an unchanged numbered message, or the text of any other."""
    numbered = re.match(rb'(.*?)(\d+)/(\d+) ', received)
    if numbered and received == numbered[1] + message(int(numbered[2]), int(numbered[3])):
        return numbered[0].decode().strip()
    return received[:200].decode(errors='replace')


def sum_of_words(data):
    """The Internet checksum (RFC 1071)."""
    data += b'\0' * (len(data) % 2)
    total = sum(struct.unpack(f'!{len(data) // 2}H', data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def family_of(endpoint):
    return socket.AF_INET6 if ':' in endpoint[0] else socket.AF_INET


def packed(endpoint):
    return socket.inet_pton(family_of(endpoint), endpoint[0])


def datagram(source, target, payload):
    """A UDP datagram with header and checksum (RFC 768); both pseudo-headers have the same sum (RFC 8200 8.1)."""
    length = 8 + len(payload)
    pseudo = packed(source) + packed(target) + struct.pack('!II', length, socket.IPPROTO_UDP)
    header = struct.pack('!HHH', source[1], target[1], length)
    checksum = sum_of_words(pseudo + header + b'\0\0' + payload) or 0xffff
    return header + struct.pack('!H', checksum) + payload


def packet(source, target, body, identification=0, fragment=0):
    """An IPv4 packet (RFC 791), whose length and checksum the kernel fills in, or an IPv6 packet (RFC 8200)."""
    if family_of(source) == socket.AF_INET6:
        return struct.pack('!IHBB', 6 << 28, len(body), socket.IPPROTO_UDP, 64) + packed(source) + packed(target) + body
    return struct.pack('!BBHHHBBH4s4s', 0x45, 0, 0, identification, fragment, 64, 17, 0,
                       packed(source), packed(target)) + body


def send_raw(packets, target):
    with socket.socket(family_of(target), socket.SOCK_RAW, socket.IPPROTO_RAW) as raw:
        for each in packets:
            raw.sendto(each, (target[0], 0))
    return len(packets)


def do_open(name, host, port, server_host, server_port):
    family, address = endpoint(host, port)
    opened = socket.socket(family, socket.SOCK_DGRAM)
    opened.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_BYTES)
    opened.bind(address)
    opened.settimeout(TIMEOUT_SECONDS)
    sockets[name] = opened
    servers[name] = endpoint(server_host, server_port)[1]
    return opened.getsockname()[1]


def do_send(name, first, count, size):
    for number in range(int(first), int(first) + int(count)):
        sockets[name].sendto(message(number, int(size)), servers[name])
    return count


def do_take(name, count):
    return '|'.join(text_of(sockets[name].recv(MAX_BYTES)) for _ in range(int(count)))


def do_waiting():
    """Receives all pending datagrams of all sockets, and returns their number."""
    count = 0
    for each in sockets.values():
        each.settimeout(0)
        try:
            while True:
                each.recv(MAX_BYTES)
                count += 1
        except BlockingIOError:
            each.settimeout(TIMEOUT_SECONDS)
    return count


def do_reach(host):
    """Returns once an ICMP echo request to that host has been answered (RFC 792)."""
    body = struct.pack('!HH', 1, 1)
    request = struct.pack('!BBH', 8, 0, sum_of_words(b'\x08\0\0\0' + body)) + body
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as raw:
        raw.settimeout(0.05)
        for _ in range(TIMEOUT_SECONDS * 20):
            try:
                raw.sendto(request, (host, 0))
                # An echo reply has type 0, after the IP header.
                while raw.recv(MAX_BYTES)[20] != 0:
                    pass
                return host
            except OSError:
                pass
    raise TimeoutError(host)


def do_forge(source_host, source_port, target_host, target_port, count, size, damage):
    """Raw packets from any source; damage is added to the UDP checksum."""
    source, target = (source_host, int(source_port)), (target_host, int(target_port))
    body = bytearray(datagram(source, target, message(0, int(size))))
    checksum = struct.unpack('!H', body[6:8])[0]
    # 0 means that there is no checksum.
    body[6:8] = struct.pack('!H', (checksum + int(damage) - 1) % 0xffff + 1)
    return send_raw([packet(source, target, bytes(body))] * int(count), target)


def do_fragments(name, number, size, piece, identification, *order):
    """One numbered message of a socket, cut into pieces that are sent in this order."""
    source, target = sockets[name].getsockname(), servers[name]
    whole = datagram(source, target, message(int(number), int(size)))
    packets = []
    for index in map(int, order):
        start = index * int(piece)
        more = MORE_FRAGMENTS if start + int(piece) < len(whole) else 0
        packets.append(packet(source, target, whole[start:start + int(piece)], int(identification), more | start // 8))
    return send_raw(packets, target)


for line in sys.stdin:
    serial, verb, *words = line.split()
    try:
        print(serial, globals()['do_' + verb](*words), flush=True)
    except Exception as error:
        print(serial, '!' + repr(error), flush=True)
