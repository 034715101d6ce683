package paloma.bench.contestant;

import java.io.IOException;
import java.util.function.Supplier;

/**
 * Common parts of the contestants in Java. Each echoes on loopback, at the port of its first argument, and has one session
 * object per peer that counts messages. It prints the counts and exits after SIGTERM or at the end of its input.
 */
final class EchoProcess {
    static final int RECEIVE_BUFFER_BYTES = 4 << 20;
    static final int MAX_MESSAGE_BYTES = 2_048;
    static final int IDLE_SECONDS = 3_600;
    /** Threads of a pool, equal to Paloma's default on one core. */
    static final int POOL_THREADS = 2;

    private EchoProcess() {}

    /** The number of sessions and the sum of their messages. */
    record EchoCounts(long sessions, long messages) {}

    static void serve(Supplier<EchoCounts> counts) throws IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> print(counts.get())));
        while (System.in.read() >= 0) {
            // The input is only read for its end.
        }
        System.exit(0);
    }

    private static void print(EchoCounts counts) {
        System.out.println("sessions " + counts.sessions() + " messages " + counts.messages());
        System.out.flush();
    }
}
