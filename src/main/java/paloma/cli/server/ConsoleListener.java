package paloma.cli.server;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import paloma.Limits;
import paloma.ServerListener;
import paloma.Session;
import paloma.cli.output.AsyncPrinter;
import paloma.cli.output.LineRateLimit;
import paloma.cli.process.OutOfMemory;
import paloma.cli.text.Messages;
import paloma.cli.text.SafeText;

/** <em>Any thread.</em> Prints the events of the server on standard error, in the console's language. */
public final class ConsoleListener implements ServerListener {
    private static final int ERRORS_PER_SECOND = 1;
    private static final int ERROR_BURST = 5;

    private final Messages texts;
    private final AsyncPrinter err;
    private final CompletableFuture<Void> stopped;
    private final LineRateLimit errorLimit = new LineRateLimit(ERRORS_PER_SECOND, ERROR_BURST, System.nanoTime());

    /** @param stopped is completed when the server fails */
    public ConsoleListener(Messages texts, AsyncPrinter err, CompletableFuture<Void> stopped) {
        this.texts = texts;
        this.err = err;
        this.stopped = stopped;
    }

    @Override
    public void onReceiveBufferCut(int grantedBytes, int requestedBytes) {
        err.print(texts.format("server.small-buffer", grantedBytes, requestedBytes));
    }

    @Override
    public void onLimitsLowered(Limits granted, Limits requested) {
        List<String> lowered = new ArrayList<>();
        for (Limits.Bound bound : Limits.Bound.values()) {
            if (granted.get(bound) < requested.get(bound)) {
                lowered.add(
                        texts.format("server.small-heap." + bound.name(), granted.get(bound), requested.get(bound)));
            }
        }
        err.print(texts.format("server.small-heap", String.join(", ", lowered)));
    }

    @Override
    public void onWorkersStuck(int stuck, int workers) {
        err.print(stuck > 0 ? texts.format("server.stuck", stuck, workers) : texts.format("server.unstuck"));
    }

    @Override
    public void onHandlerError(Session session, Throwable error) {
        OutOfMemory.onError(error);
        if (errorLimit.tryAcquire(System.nanoTime())) {
            err.print(texts.format("server.error", session.id(), SafeText.of(messageOf(error))));
        } else {
            err.omit();
        }
    }

    /** Prints nothing: the account has the refusals, and the answers of this console are within the limit. */
    @Override
    public void onAnswersRefused(long sessions, InetSocketAddress latest) {}

    @Override
    public void onFailed(Throwable cause) {
        OutOfMemory.onError(cause);
        stopped.completeExceptionally(cause);
    }

    private static String messageOf(Throwable error) {
        return error.getMessage() == null ? error.toString() : error.getMessage();
    }
}
