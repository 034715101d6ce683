// The load generator: sends messages of 64 bytes from many peers to a contestant, checks every answer, and measures the
// cost.
//
//   driver first  PORT OWN_PORT                                      sends until the first answer
//   driver closed PORT OWN_PORT PID WARM_MS MS CLIENTS WINDOW        WINDOW messages in flight per client
//   driver open   PORT OWN_PORT PID WARM_MS MS CLIENTS RATE          RATE messages per second
//   driver many   PORT OWN_PORT PID WARM_MS MS WINDOW PEERS...       opens PEERS sessions, then sends to random ones
//   driver any    PORT OWN_PORT PID WARM_MS MS WINDOW PEERS          sends to random ones of PEERS open sessions
//
// Prints one line of JSON per measurement. It polls on a separate core and never sleeps, because waking it up would cost
// CPU time of the contestant. A latency in "open" counts from the due time of the message, not from its sending.
#define _GNU_SOURCE
#include "histogram.h"
#include "meter.h"
#include "peers.h"

enum { MAX_SLOTS = 8192, MAX_NUMBER = 8000000 };
static const int64_t MILLI = 1000000, SECOND = 1000000000;
static const int64_t LOSS_TIMEOUT = 2 * SECOND, STALL_TIMEOUT = 15 * SECOND, OPENING_LIMIT = 60 * SECOND;

// A message in flight.
struct slot {
    uint32_t peer;
    uint32_t sequence;
    int64_t since;   // start of its latency
    int64_t sent_at; // 0: the slot is free
};

enum traffic { CLOSED, OPEN, OPENING, ANY, SILENCE };

static struct peers peers;
static struct histogram latencies;
static struct slot slots[MAX_SLOTS];
// A ring of the free slots, in the order in which they became free.
static uint32_t free_slots[MAX_SLOTS];
static uint32_t slot_count, first_free, free_count;

static enum traffic traffic;
static uint32_t run, sequence;
static uint32_t clients;         // number of peers
static uint32_t opened;          // OPENING: peers whose first message was sent
static uint64_t due_count, rate; // OPEN: number of messages due so far, and messages per second
static int64_t open_since;
static uint64_t random_state = 88172645463325252u;

static uint64_t answered, lost, wrong, stale;
static int64_t answered_at, expiry_at;
static int64_t max_gap; // between two turns; long if another program used the core

static uint32_t random_client(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t) ((random_state >> 32) * clients >> 32);
}

// Whether a message is due now; sets its peer and the start of its latency.
static bool next_message(int64_t now, uint32_t slot, uint32_t *peer, int64_t *since) {
    *since = now;
    switch (traffic) {
        case CLOSED:
            *peer = slot % clients;
            return true;
        case OPENING:
            *peer = opened;
            return opened < clients && ++opened;
        case ANY:
            *peer = random_client();
            return true;
        case OPEN:
            *peer = (uint32_t) (due_count % clients);
            *since = open_since + (int64_t) ((double) due_count * (double) SECOND / (double) rate);
            return *since <= now && ++due_count;
        default:
            return false;
    }
}

static void write_message(int i, uint32_t number, int64_t now) {
    struct slot *slot = &slots[number];
    slot->sequence = ++sequence;
    slot->sent_at = now;
    struct message message = {.run = run, .slot = number, .peer = slot->peer, .sequence = slot->sequence};
    peers_write(&peers, i, &message);
}

static void send_due_messages(int64_t now) {
    int count = 0;
    while (count < BATCH && free_count > 0) {
        uint32_t number = free_slots[first_free];
        struct slot *slot = &slots[number];
        if (!next_message(now, number, &slot->peer, &slot->since)) {
            break;
        }
        first_free = (first_free + 1) % slot_count;
        free_count--;
        write_message(count++, number, now);
    }
    peers_send(&peers, count);
}

static void take_answer(int i, int64_t now) {
    const struct message *message = &peers.in[i].message[0];
    if (!peers_genuine(&peers, i)) {
        wrong++;
        return;
    }
    struct slot *slot = &slots[message->slot % MAX_SLOTS];
    if (message->run != run || slot->sent_at == 0 || slot->peer != message->peer || slot->sequence != message->sequence) {
        stale++; // a late or duplicate answer
        return;
    }
    histogram_record(&latencies, now - slot->since);
    slot->sent_at = 0;
    free_slots[(first_free + free_count++) % slot_count] = message->slot;
    answered++;
    answered_at = now;
}

// Resends messages whose answer is overdue; their latency counts from the first time.
static void resend_lost(int64_t now) {
    if (now < expiry_at || traffic == SILENCE) {
        return;
    }
    expiry_at = now + 50 * MILLI;
    int count = 0;
    for (uint32_t i = 0; i < slot_count && count < BATCH; i++) {
        if (slots[i].sent_at != 0 && now - slots[i].sent_at > LOSS_TIMEOUT) {
            lost++;
            write_message(count++, i, now);
        }
    }
    peers_send(&peers, count);
}

static bool stalled(int64_t now) {
    return free_count < slot_count && now - answered_at > STALL_TIMEOUT;
}

// One turn: receives answers and sends due messages.
static int64_t turn(void) {
    int count = peers_receive(&peers);
    int64_t now = now_ns();
    for (int i = 0; i < count; i++) {
        take_answer(i, now);
    }
    send_due_messages(now);
    resend_lost(now);
    return now;
}

static int64_t begin(enum traffic kind) {
    traffic = kind;
    due_count = 0;
    return answered_at = open_since = now_ns();
}

// Runs for that duration, and until that many answers have arrived.
static void run_for(int64_t nanos, uint64_t answers) {
    int64_t now = now_ns(), until = now + nanos;
    uint64_t before = answered;
    max_gap = 0;
    do {
        int64_t last = now;
        now = turn();
        max_gap = now - last > max_gap ? now - last : max_gap;
    } while ((now < until || answered - before < answers) && !stalled(now));
}

// Waits for pending answers, so that they do not disturb the next measurement.
static void drain(void) {
    int64_t until = begin(SILENCE) + SECOND;
    while (free_count < slot_count && turn() < until) {
    }
}

// Counts pending messages as lost; their latency ends now.
static void give_up(void) {
    int64_t now = now_ns();
    for (uint32_t i = 0; i < slot_count; i++) {
        if (slots[i].sent_at != 0) {
            lost++;
            histogram_record(&latencies, now - slots[i].since);
            slots[i].sent_at = 0;
            free_slots[(first_free + free_count++) % slot_count] = i;
        }
    }
}

static void print_measurement(const struct reading *from, const struct reading *to, uint64_t answers, bool has_stalled,
                              pid_t pid) {
    printf("{\"clients\":%u,\"answered\":%llu,\"nanos\":%lld,\"cpu_ns\":%lld,\"user_ticks\":%lld,\"system_ticks\":%lld,",
           clients, (unsigned long long) answers, (long long) (to->at_ns - from->at_ns),
           (long long) (to->cpu_ns - from->cpu_ns), to->user_ticks - from->user_ticks,
           to->system_ticks - from->system_ticks);
    printf("\"p50_ns\":%llu,\"p99_ns\":%llu,\"p999_ns\":%llu,",
           (unsigned long long) histogram_quantile(&latencies, 0.5),
           (unsigned long long) histogram_quantile(&latencies, 0.99),
           (unsigned long long) histogram_quantile(&latencies, 0.999));
    printf("\"max_gap_ns\":%lld,", (long long) max_gap);
    printf("\"rss_kib\":%lld,\"peak_kib\":%lld,\"lost\":%llu,\"wrong\":%llu,\"stale\":%llu,\"stalled\":%d",
           meter_memory(pid, "VmRSS"), meter_memory(pid, "VmHWM"), (unsigned long long) lost,
           (unsigned long long) wrong, (unsigned long long) stale, has_stalled);
}

// Warms up for warm_ns, then measures for nanos.
static void measure(enum traffic kind, pid_t pid, int64_t warm_ns, int64_t nanos) {
    begin(kind);
    run_for(warm_ns, kind == CLOSED ? slot_count : 1); // afterwards every client has a session
    histogram_clear(&latencies);
    uint64_t before = answered;
    struct reading from = meter_read(pid);
    run_for(nanos, 1);
    struct reading to = meter_read(pid);
    uint64_t answers = answered - before;
    bool has_stalled = stalled(now_ns());
    drain(); // pending and lost messages are part of the latencies
    give_up();
    print_measurement(&from, &to, answers, has_stalled, pid);
}

static void use_slots(uint32_t count) {
    check(count >= 1 && count <= MAX_SLOTS, "messages in flight");
    slot_count = free_count = count;
    for (uint32_t i = 0; i < count; i++) {
        free_slots[i] = i;
    }
}

static void first_answer(void) {
    int64_t until = now_ns() + 60 * SECOND, last_sent_at = 0, now;
    clients = 1;
    use_slots(1);
    free_count = 0; // the slot is reused for every message
    begin(SILENCE);
    do {
        now = turn();
        if (now - last_sent_at > MILLI / 2) {
            last_sent_at = now;
            slots[0].since = now;
            write_message(0, 0, now);
            peers_send(&peers, 1);
        }
    } while (answered + stale == 0 && now < until); // stale: the answer to an earlier message
    printf("{\"first_answer\":%d,\"at_ns\":%lld}\n", answered + stale > 0, (long long) now);
}

// Opens sessions until there are count; returns false if the contestant did not answer all.
static bool open_sessions(uint32_t count, pid_t pid) {
    uint32_t already = clients;
    uint64_t before = answered;
    clients = count;
    struct reading from = meter_read(pid);
    int64_t now = begin(OPENING), until = now + OPENING_LIMIT;
    while ((opened < clients || free_count < slot_count) && now < until && !stalled(now)) {
        now = turn();
    }
    struct reading to = meter_read(pid);
    printf("{\"stage\":%u,\"newly_opened\":%llu,\"newly_wanted\":%u,\"opening_nanos\":%lld,\"opening_cpu_ns\":%lld,\"steady\":", count,
           (unsigned long long) (answered - before), count - already, (long long) (to.at_ns - from.at_ns),
           (long long) (to.cpu_ns - from.cpu_ns));
    return answered - before >= count - already;
}

int main(int arguments, char **argument) {
    long numbers[16] = {0};
    int count = arguments - 2;
    check(count >= 2 && count <= 16, "arguments");
    for (int i = 0; i < count; i++) {
        numbers[i] = atol(argument[i + 2]);
        check(numbers[i] > 0 && numbers[i] <= MAX_NUMBER, argument[i + 2]);
    }
    run = (uint32_t) now_ns() ^ (uint32_t) getpid() << 16;
    random_state ^= run; // each run sends to other sessions, not to those in the caches
    peers_open(&peers, (uint16_t) numbers[0], (uint16_t) numbers[1]);
    pid_t pid = (pid_t) numbers[2];
    int64_t warm_ns = numbers[3] * MILLI, nanos = numbers[4] * MILLI;
    if (strcmp(argument[1], "first") == 0) {
        first_answer();
    } else if (strcmp(argument[1], "closed") == 0) {
        clients = (uint32_t) numbers[5];
        use_slots((uint32_t) (numbers[5] * numbers[6]));
        measure(CLOSED, pid, warm_ns, nanos);
        printf("}\n");
    } else if (strcmp(argument[1], "open") == 0) {
        clients = (uint32_t) numbers[5];
        rate = (uint64_t) numbers[6];
        use_slots(4096);
        measure(OPEN, pid, warm_ns, nanos);
        printf("}\n");
    } else if (strcmp(argument[1], "any") == 0) {
        use_slots((uint32_t) numbers[5]);
        clients = (uint32_t) numbers[6];
        measure(ANY, pid, warm_ns, nanos);
        printf("}\n");
    } else {
        use_slots((uint32_t) numbers[5]);
        bool reached = true;
        for (int i = 6; i < count && reached; i++) {
            reached = open_sessions((uint32_t) numbers[i], pid);
            if (reached) {
                measure(ANY, pid, warm_ns, nanos);
            } else {
                printf("{\"nanos\":1,\"stalled\":1");
            }
            printf("}}\n");
            fflush(stdout);
        }
    }
    drain();
    // The contestant's count of messages must lie between these.
    printf("{\"answered_total\":%llu,\"sent_total\":%u}\n", (unsigned long long) (answered + stale), sequence);
    return 0;
}
