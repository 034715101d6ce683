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
 * <em>Any thread.</em> The first SIGINT, SIGTERM or SIGHUP asks the command to stop in good order; a further one, half a second
 * later or more ({@link StopRequests}), ends the process at once. A shutdown hook alone could not tell a second signal from the
 * first, so {@code sun.misc.Signal} is used where the runtime has it; by reflection, because it is no part of the platform's
 * promise. From the first signal on, the process ends within a bound, whatever the command waits for.
 */
public final class Signals {
    private static final int STATUS_OF_SIGNAL = 128;
    private static final int INTERRUPT = 2;

    private final Runnable stop;
    private final Duration bound;
    private final int statusAtBound;
    private final StopRequests requests = new StopRequests();
    private final CompletableFuture<Integer> finished = new CompletableFuture<>();

    private Signals(Runnable stop, Duration bound, int statusAtBound) {
        this.stop = stop;
        this.bound = bound;
        this.statusAtBound = statusAtBound;
    }

    /**
     * From now on the first signal calls {@code stop}, which must return soon and may be called twice.
     *
     * @param bound what the command takes at most from then until {@link #finished}
     * @param statusAtBound the status with which the process ends when it takes longer
     */
    public static Signals callOnFirst(Runnable stop, Duration bound, int statusAtBound) {
        Signals signals = new Signals(stop, bound, statusAtBound);
        boolean handled = true;
        for (String name : new String[] {"INT", "TERM", "HUP"}) {
            handled &= handle(name, (proxy, method, arguments) -> {
                signals.arrived(number(arguments[0]));
                return null;
            });
        }
        if (!handled) {
            Runtime.getRuntime().addShutdownHook(new Thread(signals::stopInHook, "paloma-stop"));
        }
        return signals;
    }

    /**
     * Lets a job that was sent to the background fail to read from its terminal, or change it, instead of being
     * suspended by that.
     */
    public static void ignoreTerminalStops() {
        handle("TTIN", null);
        handle("TTOU", null);
    }

    /** From now on {@code resized} hears that the terminal has another size. */
    public static void callOnResize(Runnable resized) {
        handle("WINCH", (proxy, method, arguments) -> {
            resized.run();
            return null;
        });
    }

    /** The command has stopped; the process exits by itself, or after a signal is halted with {@code status} soon. */
    public void finished(int status) {
        finished.complete(status);
    }

    /** Ctrl-C was typed where it makes no signal. */
    public void interrupt() {
        arrived(INTERRUPT);
    }

    private void arrived(int number) {
        switch (requests.arrive(System.nanoTime())) {
            case STOP -> {
                Thread guard = new Thread(this::haltWhenLate, "paloma-stop");
                guard.setDaemon(true);
                try {
                    guard.start();
                } finally {
                    stop.run();
                }
            }
            case SAME -> {}
            case AT_ONCE -> {
                AtomicFile.end();
                Runtime.getRuntime().halt(STATUS_OF_SIGNAL + number);
            }
        }
    }

    private void haltWhenLate() {
        ProcessExit.haltAfterRest(awaitStatus());
    }

    private int awaitStatus() {
        try {
            return finished.get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return statusAtBound;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return statusAtBound;
        }
    }

    /** The way out without {@code sun.misc.Signal}: the virtual machine is on its way down and waits for this. */
    private void stopInHook() {
        if (finished.isDone()) {
            return;
        }
        stop.run();
        haltWhenLate();
    }

    private static int number(Object signal) throws ReflectiveOperationException {
        return (int) signal.getClass().getMethod("getNumber").invoke(signal);
    }

    /**
     * Handles the signal {@code name}, or ignores it when {@code handler} is null. A signal that the parent process
     * told this one to ignore, as {@code nohup} does, stays ignored.
     *
     * @return whether the runtime allows this
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
