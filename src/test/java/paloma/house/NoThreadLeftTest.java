package paloma.house;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.container;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Runs the classes below as JUnit runs all tests: the extension is found automatically. */
class NoThreadLeftTest {
    private static volatile CountDownLatch end;

    @Test
    void testThatLeaksAThreadFailsAndTheNextDoesNot() {
        EngineExecutionResults results = run(LeavesAThread.class, 200);
        results.testEvents().assertStatistics(events -> events.failed(1).succeeded(1));
        results.testEvents()
                .assertThatEvents()
                .haveExactly(1, event(test("leaves()"), failedBecauseOf("forgotten by a test")));
        results.containerEvents().assertStatistics(events -> events.failed(0));
    }

    @Test
    void classThatLeaksAThreadFailsWhenItsTestsPass() {
        EngineExecutionResults results = run(LeavesAThreadOfTheClass.class, 200);
        results.testEvents().assertStatistics(events -> events.failed(0).succeeded(1));
        results.containerEvents()
                .assertThatEvents()
                .haveExactly(
                        1, event(container(LeavesAThreadOfTheClass.class), failedBecauseOf("forgotten by a class")));
    }

    @Test
    void endingThreadsAndJvmThreadsAreNoLeak() {
        EngineExecutionResults results = run(CleansUp.class, 30_000);
        results.allEvents().assertStatistics(events -> events.failed(0));
        results.testEvents().assertStatistics(events -> events.succeeded(2));
    }

    private static EngineExecutionResults run(Class<?> tests, int timeoutMillis) {
        end = new CountDownLatch(1);
        try {
            return EngineTestKit.engine("junit-jupiter")
                    .selectors(selectClass(tests))
                    .enableImplicitConfigurationParameters(true)
                    .configurationParameter(NoThreadLeft.TIMEOUT_MILLIS, Integer.toString(timeoutMillis))
                    .execute();
        } finally {
            // This class is checked, too.
            end.countDown();
        }
    }

    private static Condition<Event> failedBecauseOf(String thread) {
        return finishedWithFailure(
                instanceOf(AssertionError.class),
                message(text -> text.contains(" left a thread behind:") && text.contains(thread)));
    }

    private static Thread start(String name) {
        Thread thread = new Thread(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        // Cleanup by another thread.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    static class LeavesAThread {
        @Test
        void leaves() {
            start("forgotten by a test");
        }

        @Test
        void staysClean() {}
    }

    static class LeavesAThreadOfTheClass {
        @BeforeAll
        static void leaves() {
            start("forgotten by a class");
        }

        @Test
        void staysClean() {}
    }

    static class CleansUp {
        private static Thread ofTheClass;
        private Thread ofTheTest;

        @BeforeAll
        static void startOne() {
            ofTheClass = start("one of the class");
        }

        @BeforeEach
        void startAnother() {
            ofTheTest = start("one of the test");
        }

        @Test
        void usesThreadsOfTheJvm() throws Exception {
            new ProcessBuilder("true").start().waitFor();
            CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS))
                    .get();
        }

        @Test
        void endsItsThreads() {}

        @AfterEach
        void endAnother() {
            ofTheTest.interrupt();
        }

        @AfterAll
        static void endOne() {
            ofTheClass.interrupt();
        }
    }
}
