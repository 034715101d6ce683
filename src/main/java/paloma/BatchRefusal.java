package paloma;

/** <em>Immutable.</em> Why {@link TransportChoice#BATCH} cannot work in this JVM or for this socket. */
public enum BatchRefusal {
    /** The JDK is older than 22 and has no final {@code java.lang.foreign} (JEP 454). */
    JDK_TOO_OLD("the JDK is older than 22; JDK 22 or newer is needed"),
    /** The system is not Linux on x86-64 or aarch64. */
    NOT_64_BIT_LINUX("the system is not 64-bit Linux; Linux on x86-64 or aarch64 is needed"),
    /** The JVM has not granted native access to Paloma's module (JEP 472). */
    NATIVE_ACCESS_DENIED("native access is not granted; the JVM needs --enable-native-access=ALL-UNNAMED,"
            + " or --enable-native-access=paloma on the module path"),
    /** No descriptor in {@code /proc/self/fd}, or more than one, is the socket's. */
    NO_DESCRIPTOR("the socket's descriptor was not found; a readable /proc/self/fd is needed"),
    /** The free direct memory does not hold the receive buffers. */
    TOO_LITTLE_MEMORY("the direct memory does not hold the buffers; a higher -XX:MaxDirectMemorySize"
            + " or a lower limit receiveBytes is needed"),
    /** The C library lacks recvmmsg(2) or sendmmsg(2), or a seccomp filter refuses them. */
    CALLS_MISSING("recvmmsg or sendmmsg is missing or not allowed; a C library with both"
            + " and a seccomp filter that allows both are needed");

    private final String text;

    BatchRefusal(String text) {
        this.text = text;
    }

    /** What is missing, and what is needed, in English; one line without a full stop. */
    public String text() {
        return text;
    }
}
