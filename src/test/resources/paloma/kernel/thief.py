"""As another user, binds the address again and again, and when it may, connects and takes what the peer sends.

usage: thief.py uid address port peer-address peer-port option...
"""
import os
import socket
import sys

uid, address, port, peer, peer_port = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4], int(sys.argv[5])
options = [getattr(socket, name) for name in sys.argv[6:]]
os.setgroups([])
os.setgid(uid)
os.setuid(uid)

tries = 0
while True:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as thief:
        for option in options:
            thief.setsockopt(socket.SOL_SOCKET, option, 1)
        try:
            thief.bind((address, port))
        except OSError:
            tries += 1
            if tries % 1000 == 0:
                print(tries, flush=True)
            continue
        thief.connect((peer, peer_port))
        print("taken", flush=True)
        sys.exit(0)
