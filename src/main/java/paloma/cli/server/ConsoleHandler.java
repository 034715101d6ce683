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

/** <em>Any thread.</em> Answers each message with prefix and message, and prints a line for each event. */
public final class ConsoleHandler implements Handler, Filter {
    /** Rate of lines under a flood: lines and omission counts then fill about 200 MB of log a day. */
    static final int LINES_PER_SECOND = 20;
    /**
     * Burst of lines at the start and after a quiet period: enough for a class that starts all its clients together.
     */
    static final int LINE_BURST = 1_000;

    /** Attachment of a session that the operator closes. */
    private static final Object CLOSED_BY_OPERATOR = new Object();

    private final ConsoleProtocol protocol;
    private final Messages texts;
    private final DurationValue idleTimeout;
    private final boolean quiet;
    private final AsyncPrinter out;
    private final LineRateLimit lineLimit = new LineRateLimit(LINES_PER_SECOND, LINE_BURST, System.nanoTime());

    public ConsoleHandler(ConsoleOptions options, Messages texts, AsyncPrinter out) {
        this.protocol = options.protocol();
        this.texts = texts;
        this.idleTimeout = options.idleTimeout();
        this.quiet = options.quiet();
        this.out = out;
    }

    /** Rejects answers of other servers, and a leave message from an address without a session. */
    @Override
    public boolean accepts(InetSocketAddress source, ByteBuffer message, boolean known) {
        try {
            return !protocol.isAnswer(message) && (known || !ConsoleProtocol.isLeave(message));
        } catch (OutOfMemoryError e) {
            OutOfMemory.onError(e);
            throw e;
        }
    }

    @Override
    public void onOpen(Session session) {
        if (tryAcquireLine()) {
            InetSocketAddress peer = session.remoteAddress();
            out.print(texts.format("server.opened", HostPort.host(peer), peer.getPort(), session.id()));
        }
    }

    @Override
    public void onMessage(Session session, ByteBuffer message) {
        if (ConsoleProtocol.isLeave(message)) {
            session.close();
            return;
        }
        if (tryAcquireLine()) {
            String text = SafeText.of(ConsoleProtocol.withoutLineBreak(message));
            out.print(texts.format("server.message", HostPort.host(session.remoteAddress()), session.id(), text));
        }
        session.send(protocol.answer(message));
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        boolean byOperator = reason == CloseReason.CLOSED && session.attachment() == CLOSED_BY_OPERATOR;
        if (reason == CloseReason.STOPPING || byOperator) {
            session.push(ConsoleProtocol.GOODBYE);
        }
        if (tryAcquireLine()) {
            String key = byOperator ? "OPERATOR" : reason.name();
            out.print(texts.format("server.closed." + key, session.id(), idleTimeout));
        }
    }

    /** Closes {@code session} with a goodbye to the peer. */
    static void closeByOperator(Session session) {
        session.attach(CLOSED_BY_OPERATOR);
        session.close();
    }

    /** Returns whether a line may be printed now. Under a flood the lines over the rate are counted, not printed. */
    private boolean tryAcquireLine() {
        if (quiet) {
            return false;
        }
        boolean allowed = lineLimit.tryAcquire(System.nanoTime());
        if (!allowed) {
            out.omit();
        }
        return allowed;
    }
}
