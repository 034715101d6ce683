package paloma.jfr;

import java.net.InetSocketAddress;
import paloma.AddressText;
import paloma.CloseReason;
import paloma.Session;
import paloma.lifecycle.Log;

/** <em>Reactor-owned.</em> Records the opening and the close of a server's sessions. */
public final class SessionEvents {
    private final String server;
    private boolean failed;

    /** @param server the address of the server's socket */
    public SessionEvents(InetSocketAddress server) {
        this.server = AddressText.of(server);
        FlightRecorderUse.check();
    }

    /** {@code session} was opened. */
    public void opened(Session session) {
        if (!isRecording()) {
            return;
        }
        try {
            SessionOpened event = new SessionOpened();
            if (event.isEnabled()) {
                event.server = server;
                event.sessionId = session.id().toString();
                event.peer = AddressText.of(session.remoteAddress());
                event.commit();
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** Whether {@link #closed} may record something; its arguments are not needed otherwise. */
    public boolean isRecording() {
        return FlightRecorderUse.hasBegun() && !failed;
    }

    /** {@code session} was closed for {@code reason}, {@code lifetime} nanoseconds after it was opened. */
    public void closed(Session session, CloseReason reason, long lifetime) {
        try {
            SessionClosed event = new SessionClosed();
            if (event.isEnabled()) {
                event.server = server;
                event.sessionId = session.id().toString();
                event.peer = AddressText.of(session.remoteAddress());
                event.reason = reason.name();
                event.lifetime = lifetime;
                event.messages = session.messages();
                event.commit();
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    /** Gives up at the first error: on an exhausted heap each of a million sessions would wait for the collector. */
    private void fail(Throwable e) {
        failed = true;
        Log.warn("sessions are no longer recorded by Flight Recorder", e);
    }
}
