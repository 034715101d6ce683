"""The contestant "Python": a thread per session takes messages from a queue and answers them."""

import queue
import signal
import socket
import sys
import threading

RECEIVE_BUFFER_BYTES = 4 << 20
MAX_MESSAGE_BYTES = 2048
MAX_LIFETIME_SECONDS = 1800


class Session:
    def __init__(self, server, peer):
        self.server = server
        self.peer = peer
        self.pending = queue.Queue()
        self.messages = 0
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            message = self.pending.get()
            self.messages += 1
            self.server.sendto(message, self.peer)


def stop(number, frame):
    raise KeyboardInterrupt


def main():
    sessions = {}
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
    server.bind(("127.0.0.1", int(sys.argv[1])))
    signal.signal(signal.SIGTERM, stop)
    signal.alarm(MAX_LIFETIME_SECONDS)
    threading.stack_size(256 * 1024)
    try:
        while True:
            message, peer = server.recvfrom(MAX_MESSAGE_BYTES)
            if peer not in sessions:
                sessions[peer] = Session(server, peer)
            sessions[peer].pending.put(message)
    except KeyboardInterrupt:
        total = sum(session.messages for session in sessions.values())
        print(f"sessions {len(sessions)} messages {total}")


main()
