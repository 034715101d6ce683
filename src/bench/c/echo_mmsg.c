// The contestant "C recvmmsg/sendmmsg": one thread, two system calls per batch of messages.
#define _GNU_SOURCE
#include "contestant.h"

enum { BATCH = 64 };

static char bytes[BATCH][MAX_MESSAGE_BYTES];
static struct sockaddr_in peers[BATCH];
static struct iovec vectors[BATCH];
static struct mmsghdr messages[BATCH];

static void prepare_receive(int i) {
    vectors[i] = (struct iovec){bytes[i], MAX_MESSAGE_BYTES};
    messages[i].msg_hdr = (struct msghdr){
        .msg_name = &peers[i], .msg_namelen = sizeof peers[i], .msg_iov = &vectors[i], .msg_iovlen = 1};
}

static void answer(int socket, int count) {
    for (int sent = 0; sent < count && !stopped;) {
        int now = sendmmsg(socket, messages + sent, (unsigned) (count - sent), 0);
        contestant_check(now > 0 || stopped, "sendmmsg");
        sent += now > 0 ? now : 0;
    }
}

int main(int arguments, char **argument) {
    int socket = contestant_open(arguments, argument);
    struct sessions sessions = {0};
    for (int i = 0; i < BATCH; i++) {
        prepare_receive(i);
    }
    while (!stopped) {
        int count = recvmmsg(socket, messages, BATCH, MSG_WAITFORONE, NULL);
        contestant_check(count >= 0 || errno == EINTR, "recvmmsg");
        if (stopped) {
            break;
        }
        for (int i = 0; i < count; i++) {
            sessions_of(&sessions, &peers[i])->messages++;
            vectors[i].iov_len = messages[i].msg_len;
        }
        answer(socket, count);
        for (int i = 0; i < count; i++) {
            prepare_receive(i);
        }
    }
    return contestant_report(&sessions);
}
