package paloma.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** <em>Reactor-owned.</em> A session has left the table. */
@Name("paloma.SessionClosed")
@Label("Session Closed")
@Category("Paloma")
@Description("A session has left the table; its onClose is due.")
@StackTrace(false)
final class SessionClosed extends Event {
    @Label("Server")
    @Description("Address and port of the server's socket.")
    String server;

    @Label("Session ID")
    String sessionId;

    @Label("Peer")
    @Description("Address and port of the peer.")
    String peer;

    @Label("Reason")
    @Description("A constant of CloseReason.")
    String reason;

    @Label("Lifetime")
    @Description("Time since the session was opened.")
    @Timespan(Timespan.NANOSECONDS)
    long lifetime;

    @Label("Messages")
    @Description("Messages of the peer that were accepted.")
    long messages;
}
