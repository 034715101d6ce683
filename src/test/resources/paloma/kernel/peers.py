"""UDP sockets of one host, worked by lines on standard input; each line gets one line in answer.

A line is a number, a verb and its words; the answer is the number and a result, or the number and an error behind "!".
Messages are numbered: message N of SIZE bytes begins with "N/SIZE " and goes on with a text in which every place differs,
so that a message that arrives whole, and only such a one, can be told by that beginning alone.
"""
import re
import socket
import struct
import sys

PATIENCE_SECONDS = 120
BUFFER_BYTES = 32 << 20
SO_RCVBUFFORCE = 33
MOST_BYTES = 65_535
TEXT = ''.join(f'{i},' for i in range(16_000))
MORE_FRAGMENTS = 0x2000

sockets = {}
servers = {}


def endpoint(host, port):
    """The socket address, with the scope behind an IPv6 address's "%"."""
    found = socket.getaddrinfo(host, int(port), type=socket.SOCK_DGRAM)
    return found[0][0], found[0][4]


def message(number, size):
    return (f'{number}/{size} ' + TEXT)[:size].encode()


def told(received):
    """What came: a numbered message by its beginning, if it is whole, and anything else word for word."""
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
    """A UDP datagram with header and checksum (RFC 768); the sums over either pseudo-header are the same (RFC 8200 8.1)."""
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
    opened.settimeout(PATIENCE_SECONDS)
    sockets[name] = opened
    servers[name] = endpoint(server_host, server_port)[1]
    return opened.getsockname()[1]


def do_send(name, first, count, size):
    for number in range(int(first), int(first) + int(count)):
        sockets[name].sendto(message(number, int(size)), servers[name])
    return count


def do_take(name, count):
    return '|'.join(told(sockets[name].recv(MOST_BYTES)) for _ in range(int(count)))


def do_waiting():
    """Takes what has come to any socket; how many there were."""
    count = 0
    for each in sockets.values():
        each.settimeout(0)
        try:
            while True:
                each.recv(MOST_BYTES)
                count += 1
        except BlockingIOError:
            each.settimeout(PATIENCE_SECONDS)
    return count


def do_reach(host):
    """Returns once an ICMP echo request to that host has been answered (RFC 792)."""
    body = struct.pack('!HH', 1, 1)
    request = struct.pack('!BBH', 8, 0, sum_of_words(b'\x08\0\0\0' + body)) + body
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as raw:
        raw.settimeout(0.05)
        for _ in range(PATIENCE_SECONDS * 20):
            try:
                raw.sendto(request, (host, 0))
                # An echo reply is of type 0, behind the IP header.
                while raw.recv(MOST_BYTES)[20] != 0:
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
    # 0 would mean that there is no checksum.
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
