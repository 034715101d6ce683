"""Runs a program in which one system call fails with EPERM (seccomp(2)): refuse.py recvmmsg PROGRAM ARGUMENT..."""
import ctypes
import os
import platform
import struct
import sys

NUMBERS = {
    'x86_64': {'recvmmsg': 299, 'sendmmsg': 307},
    'aarch64': {'recvmmsg': 243, 'sendmmsg': 269},
}
PR_SET_NO_NEW_PRIVS = 38
PR_SET_SECCOMP = 22
SECCOMP_MODE_FILTER = 2
RETURN_EPERM = 0x00050001
RETURN_ALLOW = 0x7fff0000

number = NUMBERS[platform.machine()][sys.argv[1]]
instructions = ctypes.create_string_buffer(b''.join(struct.pack('HBBI', *each) for each in (
    (0x20, 0, 0, 0),  # load the number of the call
    (0x15, 0, 1, number),  # continue if equal, else skip one
    (0x06, 0, 0, RETURN_EPERM),
    (0x06, 0, 0, RETURN_ALLOW))))
program = ctypes.create_string_buffer(struct.pack('HP', 4, ctypes.addressof(instructions)))

libc = ctypes.CDLL(None, use_errno=True)
for arguments in (
        (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.c_void_p(ctypes.addressof(program)), 0, 0)):
    if libc.prctl(*arguments) != 0:
        raise OSError(ctypes.get_errno(), 'prctl' + str(arguments))
os.execvp(sys.argv[2], sys.argv[2:])
