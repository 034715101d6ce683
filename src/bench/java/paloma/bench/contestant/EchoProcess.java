package paloma.bench.contestant;

import java.io.IOException;
import java.util.function.Supplier;

/**
 * What every contestant in Java is, whatever it is made of: it echoes on loopback, at the port of its first argument, with
 * one session object per peer that counts its messages. SIGTERM, or the end of its input when the bench is no more, has
 * it print what its sessions counted.
 */
final class EchoProcess {
    static final int RECEIVE_BUFFER_BYTES = 4 << 20;
    static final int LONGEST_MESSAGE_BYTES = 2_048;
    static final int IDLE_SECONDS = 3_600;
    /** Threads of those that have a pool: as many as Paloma's default makes of one core. */
    static final int POOL_THREADS = 2;

    private EchoProcess() {}

    /** What the sessions of a contestant counted together. */
    record EchoCounts(long sessions, long messages) {}

    static void serve(Supplier<EchoCounts> tally) throws IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> print(tally.get())));
        while (System.in.read() >= 0) {
            // Nobody has anything to say.
        }
        System.exit(0);
    }

    private static void print(EchoCounts tally) {
        System.out.println("sessions " + tally.sessions() + " messages " + tally.messages());
        System.out.flush();
    }
}
