package paloma.cli.load;

import java.util.Locale;
import paloma.cli.option.SizeRange;
import paloma.cli.output.AsyncPrinter;
import paloma.cli.text.Messages;
import paloma.load.engine.MessageListener;

/** <em>One thread.</em> A line for each message, as ping has it, and one when the server is gone, whom it waits for. */
final class PingLines implements MessageListener {
    private final String server;
    private final SizeRange size;
    private final Messages words;
    private final AsyncPrinter out;
    private boolean gone;

    PingLines(String server, SizeRange size, Messages words, AsyncPrinter out) {
        this.server = server;
        this.size = size;
        this.words = words;
        this.out = out;
    }

    @Override
    public void answered(int number, long latencyNanos) {
        gone = false;
        String millis = String.format(Locale.ROOT, "%.3f", latencyNanos / 1e6);
        out.print(words.say("load.ping.answered", size, server, number + 1, millis));
    }

    @Override
    public void lost(int number) {
        out.print(words.say("load.ping.lost", server, number + 1));
    }

    @Override
    public void unsent(int number) {
        out.print(words.say("load.ping.unsent", server, number + 1));
    }

    @Override
    public boolean unreachable() {
        return goesOn("load.ending.UNREACHABLE");
    }

    @Override
    public boolean serverLeft() {
        return goesOn("load.ping.server-left");
    }

    /** Says once until the next answer that there is no server: each message has its own line all the same. */
    private boolean goesOn(String why) {
        if (!gone) {
            out.print(words.say(why, server));
        }
        gone = true;
        return true;
    }
}
