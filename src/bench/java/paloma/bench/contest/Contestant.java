package paloma.bench.contest;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * <em>Immutable.</em> One contestant: a program that echoes datagrams.
 *
 * @param key its name on the command line and in JSON
 * @param title its name in tables
 * @param pooled whether handlers run on a thread pool and may block
 * @param runtime the runtime of the program
 * @param program a class and its arguments, or a file
 */
record Contestant(String key, String title, boolean pooled, Runtime runtime, List<String> program) {
    enum Runtime {
        JAVA,
        C,
        PYTHON
    }

    static final Contestant PALOMA_POOL =
            java("paloma-pool", "Paloma, default pool", true, "PalomaEcho", "pool", "channel");
    static final Contestant PALOMA_INLINE =
            java("paloma-inline", "Paloma, `workers(0)`", false, "PalomaEcho", "inline", "channel");
    static final Contestant PALOMA_POOL_BATCH =
            java("paloma-pool-batch", "Paloma, default pool, batch", true, "PalomaEcho", "pool", "batch");
    static final Contestant PALOMA_INLINE_BATCH =
            java("paloma-inline-batch", "Paloma, `workers(0)`, batch", false, "PalomaEcho", "inline", "batch");
    static final Contestant MINA_POOL = java("mina-pool", "MINA, ordered executor", true, "MinaEcho", "pool");
    static final Contestant MINA_INLINE = java("mina-inline", "MINA, no executor", false, "MinaEcho", "inline");
    static final Contestant NETTY_NIO_POOL =
            java("netty-nio-pool", "Netty NIO, executor per session", true, "NettyEcho", "nio", "pool");
    static final Contestant NETTY_NIO = java("netty-nio", "Netty NIO, inline", false, "NettyEcho", "nio", "inline");
    static final Contestant NETTY_EPOLL =
            java("netty-epoll", "Netty epoll, inline", false, "NettyEcho", "epoll", "inline");
    static final Contestant NETTY_RECVMMSG =
            java("netty-recvmmsg", "Netty epoll, inline, recvmmsg", false, "NettyEcho", "recvmmsg", "inline");
    static final Contestant NIO = java("nio", "plain NIO loop", false, "NioEcho");
    static final Contestant C_RECVFROM = c("c-recvfrom", "C, recvfrom/sendto", "echo");
    static final Contestant C_RECVMMSG = c("c-recvmmsg", "C, recvmmsg/sendmmsg", "echo_mmsg");
    static final Contestant PYTHON =
            new Contestant("python", "Python, a thread per session", true, Runtime.PYTHON, List.of("echo.py"));

    static final List<Contestant> ALL = List.of(
            PALOMA_POOL,
            PALOMA_INLINE,
            PALOMA_POOL_BATCH,
            PALOMA_INLINE_BATCH,
            MINA_POOL,
            MINA_INLINE,
            NETTY_NIO_POOL,
            NETTY_NIO,
            NETTY_EPOLL,
            NETTY_RECVMMSG,
            NIO,
            C_RECVFROM,
            C_RECVMMSG,
            PYTHON);

    private static Contestant java(String key, String title, boolean pooled, String... program) {
        return new Contestant(key, title, pooled, Runtime.JAVA, List.of(program));
    }

    private static Contestant c(String key, String title, String program) {
        return new Contestant(key, title, false, Runtime.C, List.of(program));
    }

    /** Whether the class path of a contestant in Java contains {@code jar}. */
    boolean needs(String jar) {
        return switch (program.get(0)) {
            case "MinaEcho" -> jar.startsWith("mina-") || jar.startsWith("slf4j-");
            case "NettyEcho" -> jar.startsWith("netty-");
            default -> false;
        };
    }

    boolean isPaloma() {
        return key.startsWith("paloma");
    }

    /** Whether it needs recvmmsg(2) and sendmmsg(2), which some JDKs and systems do not have. */
    boolean needsBatchTransport() {
        return program.contains("batch");
    }

    /** Python has a thread per session, and cannot have a million. */
    boolean supportsManySessions() {
        return runtime != Runtime.PYTHON;
    }

    /** Whether its saturation counts for the rate of {@link Shape#HALF}: Java with a pool. */
    boolean definesHalfRate() {
        return pooled && runtime == Runtime.JAVA;
    }

    static List<Contestant> named(String keys) {
        return Arrays.stream(keys.split(",")).map(Contestant::of).toList();
    }

    private static Contestant of(String key) {
        return ALL.stream()
                .filter(contestant -> contestant.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("contestant is " + key + "; it must be one of "
                        + ALL.stream().map(Contestant::key).collect(Collectors.joining(", "))));
    }
}
