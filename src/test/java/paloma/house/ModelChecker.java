package paloma.house;

import java.lang.reflect.Method;
import java.time.Duration;
import org.jetbrains.kotlinx.lincheck.runner.LambdaRunner;
import org.jetbrains.kotlinx.lincheck.strategy.LincheckFailure;
import org.jetbrains.kotlinx.lincheck.strategy.Strategy;
import org.jetbrains.kotlinx.lincheck.strategy.StrategyKt;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.NoExceptionVerifier;
import org.jetbrains.lincheck.datastructures.ManagedCTestConfiguration;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.jvm.agent.InstrumentationMode;
import org.jetbrains.lincheck.jvm.agent.LincheckInstrumentation;

/**
 * Lincheck 3.7's {@code Lincheck.runConcurrentTest} with a configurable limit. Lincheck treats an invocation of
 * more than 30 s of wall-clock time as hung, and no public setting changes that; the first one instruments classes,
 * which takes a busy machine longer. The checker finds deadlocks by the switches, at any limit.
 *
 * @param limit the time of one invocation; a slower one has hung: it waits for something outside the model
 */
record ModelChecker(Duration limit) {
    /** A loop of this many rounds waits for another thread; the default is ten, after which nothing more is tried. */
    private static final int WAITING_ROUNDS = 100;

    private static final int MAX_ROUNDS = 1_000;
    private static final int MAX_RECURSION = 20;

    /**
     * Runs {@code story} in up to {@code invocations} interleavings.
     *
     * @throws LincheckAssertionError when one of them fails or hangs
     */
    void check(int invocations, Runnable story) {
        ModelCheckingOptions options = new ModelCheckingOptions();
        options.analyzeStdLib$lincheck(false);
        options.loopIterationsBeforeThreadSwitch(WAITING_ROUNDS);
        options.loopBound(MAX_ROUNDS);
        options.recursionBound(MAX_RECURSION);
        options.invocationTimeout$lincheck(limit.toMillis());
        ManagedCTestConfiguration configuration = options.createTestConfigurations(story.getClass());
        LincheckFailure failure = instrumented(configuration, story, invocations);
        if (failure != null) {
            throw new LincheckAssertionError(failure);
        }
    }

    /** The agent serves one checker of a JVM at a time. */
    private static LincheckFailure instrumented(
            ManagedCTestConfiguration configuration, Runnable story, int invocations) {
        synchronized (ModelChecker.class) {
            LincheckInstrumentation agent = LincheckInstrumentation.INSTANCE;
            if (agent.getJavaAgentAttachType() == null) {
                agent.attachJavaAgentDynamically(null);
            }
            InstrumentationMode mode = configuration.getInstrumentationMode$lincheck();
            agent.install(mode);
            try {
                tracking("enableThreadLocalEventTracking");
                try {
                    return explored(configuration, story, invocations);
                } finally {
                    tracking("disableThreadLocalEventTracking");
                }
            } finally {
                agent.uninstall();
            }
        }
    }

    private static LincheckFailure explored(ManagedCTestConfiguration configuration, Runnable story, int invocations) {
        LincheckInstrumentation.INSTANCE.ensureObjectIsTransformed(story);
        try (Strategy strategy = strategy(configuration, story)) {
            LincheckFailure failure = StrategyKt.runIteration(strategy, invocations, new NoExceptionVerifier());
            leaveThreadsAlone(strategy);
            return failure;
        }
    }

    /**
     * Up to JDK 19 the checker stops the thread of a hung invocation anywhere. In a class initialiser that makes
     * the class unusable for all later tests.
     */
    private static void leaveThreadsAlone(Strategy strategy) {
        Object executor = new PrivateField(LambdaRunner.class, "executor").of(strategy.getRunner$lincheck());
        new PrivateField(executor.getClass(), "isStuck").set(executor, false);
    }

    private static Strategy strategy(ManagedCTestConfiguration configuration, Runnable story) {
        try {
            Method create =
                    Lincheck.class.getDeclaredMethod("createStrategy", ManagedCTestConfiguration.class, Runnable.class);
            create.setAccessible(true);
            return (Strategy) create.invoke(Lincheck.INSTANCE, configuration, story);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("this is not Lincheck 3.7", e);
        }
    }

    /** The class is in a jar that the agent adds to the boot class path: the compiler does not find it. */
    private static void tracking(String method) {
        try {
            Class.forName("sun.nio.ch.lincheck.Injections").getMethod(method).invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("this is not Lincheck 3.7", e);
        }
    }
}
