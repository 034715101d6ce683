package paloma.load;

import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * <em>Any thread.</em> One client's closed loop: a message, its answer or the timeout, the next message. The reactor
 * thread brings the answers, the rig's thread starts it and brings the timeouts.
 */
final class Conversation {
    private final Script script;
    private final Checker checker = new Checker();
    private final Predicate<ByteBuffer> send;
    private final LongConsumer latencies;
    private final Runnable over;
    private final int messages;
    private final long timeoutNanos;

    /**
     * @param send hands a datagram to the client's socket, false when it was refused
     * @param latencies hears the nanoseconds of each answer in time
     * @param over hears, once, that the last message's turn is over
     */
    Conversation(Plan plan, int client, Predicate<ByteBuffer> send, LongConsumer latencies, Runnable over) {
        this.script = new Script(plan, client);
        this.messages = plan.messages();
        this.timeoutNanos = plan.timeout().toNanos();
        this.send = send;
        this.latencies = latencies;
        this.over = over;
    }

    synchronized void start(long now) {
        next(now);
    }

    synchronized void heard(ByteBuffer datagram, long now) {
        long latency = checker.received(script.numberIn(datagram), now);
        if (latency >= 0) {
            latencies.accept(latency);
            next(now);
        }
    }

    /** Gives up the message that waits, when its time has run out at {@code now}, and sends the next. */
    synchronized void expire(long now) {
        if (checker.expired(now, timeoutNanos)) {
            next(now);
        }
    }

    synchronized Counts counts() {
        return checker.counts();
    }

    private void next(long now) {
        if (checker.begun() == messages) {
            over.run();
        } else if (!send.test(script.message(checker.sending(now)))) {
            checker.refused();
        }
    }
}
