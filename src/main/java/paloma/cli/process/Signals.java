package paloma.cli.process;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import paloma.cli.output.AtomicFile;

/**
 * <em>Any thread.</em> Graceful stop on the first SIGINT, SIGTERM or SIGHUP, immediate exit on the second. The second
 * counts only when it arrives 500 ms after the first or later ({@link StopRequests}). A shutdown hook cannot
 * distinguish the two, so {@code sun.misc.Signal} is used where the runtime provides it, by reflection because it is
 * not a supported API. After the first signal the process ends within a bound, whatever the command waits for.
 */
public final class Signals {
    private static final int SIGNAL_STATUS_BASE = 128;
    private static final int SIGINT = 2;

    private final Runnable stop;
    private final Duration stopTimeout;
    private final int timeoutStatus;
    private final StopRequests stopRequests = new StopRequests();
    private final CompletableFuture<Integer> finishedStatus = new CompletableFuture<>();

    private Signals(Runnable stop, Duration stopTimeout, int timeoutStatus) {
        this.stop = stop;
        this.stopTimeout = stopTimeout;
        this.timeoutStatus = timeoutStatus;
    }

    /**
     * Installs the stop handler. The first signal calls {@code stop}; it must not block and must be idempotent.
     *
     * @param stopTimeout time limit of the command, from the signal to {@link #onFinished}
     * @param timeoutStatus exit status when the command exceeds it
     */
    public static Signals installStop(Runnable stop, Duration stopTimeout, int timeoutStatus) {
        Signals signals = new Signals(stop, stopTimeout, timeoutStatus);
        boolean handled = true;
        for (String name : new String[] {"INT", "TERM", "HUP"}) {
            handled &= handle(name, (proxy, method, arguments) -> {
                signals.onSignal(number(arguments[0]));
                return null;
            });
        }
        if (!handled) {
            Runtime.getRuntime().addShutdownHook(new Thread(signals::stopInHook, "paloma-stop"));
        }
        return signals;
    }

    /** Ignores SIGTTIN and SIGTTOU. A background job then fails to read or change its terminal and is not suspended. */
    public static void ignoreTerminalStops() {
        handle("TTIN", null);
        handle("TTOU", null);
    }

    /** Installs a handler for SIGWINCH, a change of the terminal's size. */
    public static void installResize(Runnable onResize) {
        handle("WINCH", (proxy, method, arguments) -> {
            onResize.run();
            return null;
        });
    }

    /**
     * Called when the command has stopped. The process exits normally; after a signal it is halted with {@code status}
     * once {@link ProcessExit#SHUTDOWN_MILLIS} have passed.
     */
    public void onFinished(int status) {
        finishedStatus.complete(status);
    }

    /** Handles Ctrl-C as SIGINT while the line editor reads the keyboard. */
    public void interrupt() {
        onSignal(SIGINT);
    }

    private void onSignal(int number) {
        switch (stopRequests.onRequest(System.nanoTime())) {
            case STOP -> {
                Thread guard = new Thread(this::haltOnTimeout, "paloma-stop");
                guard.setDaemon(true);
                try {
                    guard.start();
                } finally {
                    stop.run();
                }
            }
            case IGNORE -> {}
            case HALT -> {
                AtomicFile.shutDown();
                Runtime.getRuntime().halt(SIGNAL_STATUS_BASE + number);
            }
        }
    }

    private void haltOnTimeout() {
        ProcessExit.haltAfterTimeout(awaitStatus());
    }

    private int awaitStatus() {
        try {
            return finishedStatus.get(stopTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return timeoutStatus;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return timeoutStatus;
        }
    }

    /** Shutdown hook for runtimes without {@code sun.misc.Signal}: the JVM waits for it. */
    private void stopInHook() {
        if (finishedStatus.isDone()) {
            return;
        }
        stop.run();
        haltOnTimeout();
    }

    private static int number(Object signal) throws ReflectiveOperationException {
        return (int) signal.getClass().getMethod("getNumber").invoke(signal);
    }

    /**
     * Installs {@code handler} for the signal {@code name}; null ignores the signal. A signal that the parent process
     * set to ignored, as {@code nohup} does, stays ignored.
     *
     * @return false when the runtime does not support this
     */
    private static boolean handle(String name, InvocationHandler handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> signalHandler = Class.forName("sun.misc.SignalHandler");
            Object target = handler == null
                    ? signalHandler.getField("SIG_IGN").get(null)
                    : Proxy.newProxyInstance(signalHandler.getClassLoader(), new Class<?>[] {signalHandler}, handler);
            signal.getMethod("handle", signal, signalHandler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), target);
            return true;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return false;
        }
    }
}
