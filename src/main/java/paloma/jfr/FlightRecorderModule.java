package paloma.jfr;

/** <em>Any thread.</em> Whether the runtime has the optional module {@code jdk.jfr}, and this module reads it. */
final class FlightRecorderModule {
    static final boolean PRESENT = isPresent();

    private FlightRecorderModule() {}

    private static boolean isPresent() {
        try {
            Class<?> event = Class.forName("jdk.jfr.Event", false, FlightRecorderModule.class.getClassLoader());
            return FlightRecorderModule.class.getModule().canRead(event.getModule());
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
