package paloma.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * <em>Any thread.</em> The first SIGINT, SIGTERM or SIGHUP asks the command to stop in good order, the second ends the
 * process at once. A shutdown hook alone could not tell a second signal from the first, so {@code sun.misc.Signal} is
 * used where the runtime has it; by reflection, because it is no part of the platform's promise.
 */
final class Signals {
    private static final long STOP_SECONDS = 5;
    private static final int STATUS_OF_SIGNAL = 128;
    private static final int INTERRUPT = 2;

    private final Runnable stop;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch finished = new CountDownLatch(1);

    private Signals(Runnable stop) {
        this.stop = stop;
    }

    /** From now on {@code stop} hears of the first signal; it must return soon and be content to be called twice. */
    static Signals callOnFirst(Runnable stop) {
        Signals signals = new Signals(stop);
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
    static void ignoreTerminalStops() {
        handle("TTIN", null);
        handle("TTOU", null);
    }

    /** From now on {@code resized} hears that the terminal has another size. */
    static void callOnResize(Runnable resized) {
        handle("WINCH", (proxy, method, arguments) -> {
            resized.run();
            return null;
        });
    }

    /** The command has stopped and the process is about to exit by itself. */
    void finished() {
        finished.countDown();
    }

    /** Ctrl-C was typed where it makes no signal. */
    void interrupt() {
        arrived(INTERRUPT);
    }

    private void arrived(int number) {
        if (stopping.compareAndSet(false, true)) {
            stop.run();
        } else {
            WholeFile.end();
            Runtime.getRuntime().halt(STATUS_OF_SIGNAL + number);
        }
    }

    /** The way out without {@code sun.misc.Signal}: the virtual machine is on its way down and waits for this. */
    private void stopInHook() {
        if (finished.getCount() == 0) {
            return;
        }
        stop.run();
        try {
            if (finished.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
