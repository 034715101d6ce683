package paloma.cli;

import java.util.Locale;
import paloma.load.Pings;

/** <em>One thread.</em> A line for each message, as ping has it. */
final class PingLines implements Pings {
    private final String server;
    private final SizeRange size;
    private final Words words;
    private final Printer out;

    PingLines(String server, SizeRange size, Words words, Printer out) {
        this.server = server;
        this.size = size;
        this.words = words;
        this.out = out;
    }

    @Override
    public void answered(int number, long latencyNanos) {
        String millis = String.format(Locale.ROOT, "%.3f", latencyNanos / 1e6);
        out.print(words.say("load.ping.answered", size, server, number + 1, millis));
    }

    @Override
    public void lost(int number) {
        out.print(words.say("load.ping.lost", server, number + 1));
    }
}
