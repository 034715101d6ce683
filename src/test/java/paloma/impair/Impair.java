package paloma.impair;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.Locale;

/** {@code make impair}: runs a {@link Proxy} until Ctrl-C, then prints its packet counts. */
public final class Impair {
    private static final int COULD_NOT_RUN = 1;
    private static final int WRONG_USE = 2;

    private Impair() {}

    public static void main(String[] words) throws InterruptedException {
        int status = run(words, System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Runs until the process is stopped; returns the exit status when it cannot run. */
    static int run(String[] words, PrintStream out, PrintStream err) throws InterruptedException {
        if (Arguments.wantHelp(words)) {
            out.print(Arguments.HELP);
            return 0;
        }
        try {
            ProxyOptions options = Arguments.parse(words);
            return serve(options, out, err);
        } catch (WrongUse e) {
            err.println("impair: " + e.getMessage());
            return WRONG_USE;
        }
    }

    private static int serve(ProxyOptions options, PrintStream out, PrintStream err) throws InterruptedException {
        try (Proxy proxy = Proxy.start(options)) {
            out.println("impair: from " + shown(proxy.localAddress()) + " to " + shown(options.to()) + ", seed "
                    + options.seed());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(proxy, out), "impair-stop"));
            proxy.awaitEnd();
            return 0;
        } catch (IOException e) {
            err.println("impair: cannot run from " + shown(options.listen()) + " to " + shown(options.to()) + ": "
                    + e.getMessage());
            return COULD_NOT_RUN;
        }
    }

    /** Called during shutdown, by a signal or after a failure of the proxy. */
    private static void stop(Proxy proxy, PrintStream out) {
        proxy.close();
        out.print(totals(proxy));
        out.flush();
        // A signal is no failure.
        Runtime.getRuntime().halt(proxy.hasFailed() ? COULD_NOT_RUN : 0);
    }

    private static String shown(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** A table: received and duplicated packets, less lost ones, are the passed and waiting ones. */
    static String totals(Proxy proxy) {
        StringBuilder table = new StringBuilder();
        table.append(String.format(Locale.ROOT, "%n%-22s %12s %12s%n", "packets", "to server", "to clients"));
        for (Count count : Count.values()) {
            line(table, count.words(), proxy.up().of(count), proxy.down().of(count));
            if (count == Count.PASSED) {
                line(table, "still waiting", proxy.up().waiting(), proxy.down().waiting());
            }
        }
        return table.append(String.format(Locale.ROOT, "clients: %d, rebinds: %d%n", proxy.clients(), proxy.rebinds()))
                .toString();
    }

    private static void line(StringBuilder table, String words, long up, long down) {
        table.append(String.format(Locale.ROOT, "%-22s %,12d %,12d%n", words, up, down));
    }
}
