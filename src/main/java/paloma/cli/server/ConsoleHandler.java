package paloma.cli.server;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import paloma.CloseReason;
import paloma.Filter;
import paloma.Handler;
import paloma.Session;
import paloma.cli.console.ConsoleProtocol;
import paloma.cli.option.DurationValue;
import paloma.cli.option.HostPort;
import paloma.cli.output.AsyncPrinter;
import paloma.cli.output.LineRateLimit;
import paloma.cli.process.OutOfMemory;
import paloma.cli.text.Messages;
import paloma.cli.text.SafeText;

/** <em>Any thread.</em> Answers each message with prefix and message, and tells the person at the console about it. */
public final class ConsoleHandler implements Handler, Filter {
    /** Lines of a flood: a log that gets them and their counts grows by some 200 MB a day. */
    static final int LINES_PER_SECOND = 20;
    /** Lines at once, at first and after a rest: a class that says hello together is told whole. */
    static final int BURST = 1_000;

    private static final int ERRORS_PER_SECOND = 1;
    private static final int ERRORS_AT_ONCE = 5;

    private final ConsoleProtocol wire;
    private final Messages words;
    private final DurationValue idleTimeout;
    private final boolean quiet;
    private final AsyncPrinter out;
    private final AsyncPrinter err;
    private final LineRateLimit lines = new LineRateLimit(LINES_PER_SECOND, BURST, System.nanoTime());
    private final LineRateLimit errors = new LineRateLimit(ERRORS_PER_SECOND, ERRORS_AT_ONCE, System.nanoTime());

    public ConsoleHandler(
            ConsoleProtocol wire,
            Messages words,
            DurationValue idleTimeout,
            boolean quiet,
            AsyncPrinter out,
            AsyncPrinter err) {
        this.wire = wire;
        this.words = words;
        this.idleTimeout = idleTimeout;
        this.quiet = quiet;
        this.out = out;
        this.err = err;
    }

    /** Refuses what carries the mark of an answer, and a goodbye from an address that never said hello. */
    @Override
    public boolean accepts(InetSocketAddress source, ByteBuffer message, boolean known) {
        try {
            return !wire.isAnswer(message) && (known || !ConsoleProtocol.isLeave(message));
        } catch (OutOfMemoryError e) {
            OutOfMemory.struckBy(e);
            throw e;
        }
    }

    @Override
    public void onOpen(Session session) {
        if (isTold()) {
            InetSocketAddress peer = session.remoteAddress();
            out.print(words.say("server.opened", HostPort.host(peer), peer.getPort(), session.id()));
        }
    }

    @Override
    public void onMessage(Session session, ByteBuffer message) {
        if (ConsoleProtocol.isLeave(message)) {
            session.close();
            return;
        }
        if (isTold()) {
            String text = SafeText.text(ConsoleProtocol.withoutLineBreak(message));
            out.print(words.say("server.message", HostPort.host(session.remoteAddress()), session.id(), text));
        }
        session.send(wire.answer(message));
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        if (reason == CloseReason.STOPPING) {
            session.push(ConsoleProtocol.GOODBYE);
        }
        if (isTold()) {
            out.print(words.say("server.closed." + reason, session.id(), idleTimeout));
        }
    }

    @Override
    public void onError(Session session, Throwable error) {
        OutOfMemory.struckBy(error);
        if (errors.allows(System.nanoTime())) {
            err.print(words.say("server.error", session.id(), SafeText.text(said(error))));
        } else {
            err.leaveOut();
        }
    }

    /** Whether one more line may be printed; a flood gets a count instead of a line for each of its datagrams. */
    private boolean isTold() {
        if (quiet) {
            return false;
        }
        boolean allowed = lines.allows(System.nanoTime());
        if (!allowed) {
            out.leaveOut();
        }
        return allowed;
    }

    private static String said(Throwable error) {
        return error.getMessage() == null ? error.toString() : error.getMessage();
    }
}
