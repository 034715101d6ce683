package paloma.cli;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import paloma.CloseReason;
import paloma.Filter;
import paloma.Handler;
import paloma.Session;

/** <em>Any thread.</em> Answers each message with prefix and message, and tells the person at the console about it. */
final class ServerConversation implements Handler, Filter {
    /** Lines of a flood: a log that gets them and their counts grows by some 200 MB a day. */
    static final int LINES_PER_SECOND = 20;
    /** Lines at once, at first and after a rest: a class that says hello together is told whole. */
    static final int BURST = 1_000;

    private static final int ERRORS_PER_SECOND = 1;
    private static final int ERRORS_AT_ONCE = 5;

    private final Wire wire;
    private final Words words;
    private final DurationText idleTimeout;
    private final boolean quiet;
    private final Printer out;
    private final Printer err;
    private final Pace lines = new Pace(LINES_PER_SECOND, BURST, System.nanoTime());
    private final Pace errors = new Pace(ERRORS_PER_SECOND, ERRORS_AT_ONCE, System.nanoTime());

    ServerConversation(Wire wire, Words words, DurationText idleTimeout, boolean quiet, Printer out, Printer err) {
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
            return !wire.isAnswer(message) && (known || !Wire.isLeave(message));
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
        if (Wire.isLeave(message)) {
            session.close();
            return;
        }
        if (isTold()) {
            String text = Inert.text(Wire.withoutLineBreak(message));
            out.print(words.say("server.message", HostPort.host(session.remoteAddress()), session.id(), text));
        }
        session.send(wire.answer(message));
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        if (reason == CloseReason.STOPPING) {
            session.push(Wire.GOODBYE);
        }
        if (isTold()) {
            out.print(words.say("server.closed." + reason, session.id(), idleTimeout));
        }
    }

    @Override
    public void onError(Session session, Throwable error) {
        OutOfMemory.struckBy(error);
        if (errors.allows(System.nanoTime())) {
            err.print(words.say("server.error", session.id(), Inert.text(said(error))));
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
