package paloma.jfr;

import paloma.AddressText;
import paloma.Session;

/**
 * <em>Worker-owned while running.</em> Records calls of the handler that take longer than the threshold of the event.
 * At most one call is between {@link #begin} and {@link #end}.
 */
public final class HandlerEvents {
    // One event for all calls: timing a call allocates nothing. Null before Flight Recorder is in use.
    private HandlerCall call;

    /** Starts the time of a call; false when no recording enables the event. {@link #end} must then not be called. */
    public boolean begin() {
        return FlightRecorderUse.hasBegun() && beginEvent();
    }

    private boolean beginEvent() {
        try {
            if (call == null) {
                call = new HandlerCall();
            }
            boolean enabled = call.isEnabled();
            if (enabled) {
                call.begin();
            }
            return enabled;
        } catch (Throwable lost) {
            return false;
        }
    }

    /**
     * Ends the time of the call, and records it when it was slow.
     *
     * @param method the name of the handler's method
     * @param messageBytes the length of the message; 0 without one
     * @param thrown what the handler threw, or null
     */
    public void end(Session session, String method, int messageBytes, Throwable thrown) {
        try {
            call.end();
            if (call.shouldCommit()) {
                call.method = method;
                call.sessionId = session.id().toString();
                call.peer = AddressText.of(session.remoteAddress());
                call.messageBytes = messageBytes;
                call.exception = thrown == null ? null : thrown.getClass().getName();
                call.commit();
            }
        } catch (Throwable lost) {
            // The event is lost; the call was counted.
        }
    }
}
