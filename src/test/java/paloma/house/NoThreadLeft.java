package paloma.house;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails every test, and every test class, that leaves a new thread. Threads have 60 s to end, and each is reported
 * once. JUnit applies this extension to all tests; a thread of {@code @BeforeAll} must be started there, not
 * lazily.
 */
public final class NoThreadLeft implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    /** The parameter of JUnit's configuration that shortens the 60 s. */
    static final String TIMEOUT_MILLIS = "paloma.house.patienceMillis";

    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(NoThreadLeft.class);
    /** Created once per JVM by the JDK, JUnit, or the library, on first use. */
    private static final List<String> SHARED = List.of(
            "CompletableFutureDelayScheduler",
            "ForkJoinPool.commonPool-delayScheduler",
            "JFR Periodic Tasks",
            "junit-jupiter-timeout-watcher",
            "paloma-cleaner");

    /** Threads for which a test has failed do not fail its class too. */
    private static final Set<Thread> REPORTED = ConcurrentHashMap.newKeySet();

    @Override
    public void beforeAll(ExtensionContext context) {
        record(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        record(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        check(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        check(context);
    }

    private static void record(ExtensionContext context) {
        context.getStore(OURS).put(context.getUniqueId(), Set.copyOf(live()));
    }

    private static void check(ExtensionContext context) {
        Set<?> before = context.getStore(OURS).get(context.getUniqueId(), Set.class);
        AtomicReference<List<Thread>> left = new AtomicReference<>();
        long timeout =
                context.getConfigurationParameter(TIMEOUT_MILLIS, Long::valueOf).orElse(60_000L);
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .atMost(Duration.ofMillis(timeout))
                    .until(() -> {
                        left.set(live().stream()
                                .filter(thread -> !before.contains(thread) && !REPORTED.contains(thread))
                                .toList());
                        return left.get().isEmpty();
                    });
        } catch (ConditionTimeoutException e) {
            REPORTED.addAll(left.get());
            throw new AssertionError(
                    context.getDisplayName() + " left a thread behind:"
                            + left.get().stream().map(NoThreadLeft::describe).collect(Collectors.joining()),
                    e);
        }
    }

    private static List<Thread> live() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !isOfTheJvm(thread))
                .toList();
    }

    /** The JVM's threads belong to groups other than "main", which contains all that tests start. */
    private static boolean isOfTheJvm(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        boolean ended = group == null;
        return ended
                || group.getName().equals("system")
                || group.getName().equals("InnocuousThreadGroup")
                || thread instanceof ForkJoinWorkerThread worker && worker.getPool() == ForkJoinPool.commonPool()
                || SHARED.contains(thread.getName());
    }

    private static String describe(Thread thread) {
        return "\n" + thread
                + Stream.of(thread.getStackTrace())
                        .map(frame -> "\n\tat " + frame)
                        .collect(Collectors.joining());
    }
}
