package paloma.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** <em>Reactor-owned.</em> A session was opened. */
@Name("paloma.SessionOpened")
@Label("Session Opened")
@Category("Paloma")
@Description("The first message of a peer opened a session.")
@StackTrace(false)
final class SessionOpened extends Event {
    @Label("Server")
    @Description("Address and port of the server's socket.")
    String server;

    @Label("Session ID")
    String sessionId;

    @Label("Peer")
    @Description("Address and port of the peer.")
    String peer;
}
