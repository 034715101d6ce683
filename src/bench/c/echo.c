// The contestant "C recvfrom/sendto": one thread, two system calls per message.
#include "contestant.h"

int main(int arguments, char **argument) {
    int socket = contestant_open(arguments, argument);
    struct sessions sessions = {0};
    char message[MAX_MESSAGE_BYTES];
    while (!stopped) {
        struct sockaddr_in from = {0};
        socklen_t length = sizeof from;
        ssize_t bytes = recvfrom(socket, message, sizeof message, 0, (struct sockaddr *) &from, &length);
        if (bytes <= 0) {
            contestant_check(bytes == 0 || errno == EINTR, "recvfrom");
            continue;
        }
        sessions_of(&sessions, &from)->messages++;
        if (sendto(socket, message, (size_t) bytes, 0, (struct sockaddr *) &from, length) < 0) {
            contestant_check(stopped, "sendto");
        }
    }
    return contestant_report(&sessions);
}
