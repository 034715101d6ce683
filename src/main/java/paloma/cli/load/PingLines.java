package paloma.cli.load;

import java.util.Locale;
import paloma.cli.option.SizeRange;
import paloma.cli.output.AsyncPrinter;
import paloma.cli.text.Messages;
import paloma.load.engine.MessageListener;

/**
 * <em>Any thread.</em> Called by one thread. Prints a line for each message, and one when the server has gone; the ping
 * continues.
 */
final class PingLines implements MessageListener {
    private final String server;
    private final SizeRange size;
    private final Messages texts;
    private final AsyncPrinter out;
    private boolean serverGone;

    PingLines(String server, SizeRange size, Messages texts, AsyncPrinter out) {
        this.server = server;
        this.size = size;
        this.texts = texts;
        this.out = out;
    }

    @Override
    public void answered(int number, long latencyNanos) {
        serverGone = false;
        String millis = String.format(Locale.ROOT, "%.3f", latencyNanos / 1e6);
        out.print(texts.format("load.ping.answered", size, server, number + 1, millis));
    }

    @Override
    public void lost(int number) {
        out.print(texts.format("load.ping.lost", server, number + 1));
    }

    @Override
    public void unsent(int number) {
        out.print(texts.format("load.ping.unsent", server, number + 1));
    }

    @Override
    public boolean unreachable() {
        return continueWithout("load.ending.UNREACHABLE");
    }

    @Override
    public boolean serverLeft() {
        return continueWithout("load.ping.server-left");
    }

    /** Prints the line once until the next answer; each message still has its line. */
    private boolean continueWithout(String key) {
        if (!serverGone) {
            out.print(texts.format(key, server));
        }
        serverGone = true;
        return true;
    }
}
