package paloma.jfr;

import jdk.jfr.FlightRecorder;

/**
 * <em>Any thread.</em> Whether Flight Recorder is in use: started with the JVM, by {@code jcmd}, or by a program.
 *
 * <p>Only then may a class of events be initialised: its initialisation starts Flight Recorder, which takes 290 ms of processor
 * time (JDK 17: 956 instead of 659 ms from the start of a server to its first answer). Without the module {@code jdk.jfr} it
 * would fail.
 */
final class FlightRecorderUse {
    private static final boolean PRESENT = isPresent();

    private static volatile boolean begun;

    private FlightRecorderUse() {}

    private static boolean isPresent() {
        try {
            ClassLoader loader = FlightRecorderUse.class.getClassLoader();
            Class<?> recorder = Class.forName("jdk.jfr.FlightRecorder", false, loader);
            return FlightRecorderUse.class.getModule().canRead(recorder.getModule());
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** Checks whether the use has begun since the last check; called when a server opens and once a second. */
    static void check() {
        if (PRESENT && !begun) {
            begun = FlightRecorder.isInitialized();
        }
    }

    /** Whether the use had begun at the last check. */
    static boolean hasBegun() {
        return begun;
    }
}
