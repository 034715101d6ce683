package paloma.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** <em>Any thread.</em> Datagrams were dropped; confined to the maintenance thread. */
@Name("paloma.DatagramsDropped")
@Label("Datagrams Dropped")
@Category("Paloma")
@Description("Received datagrams that were dropped for one reason since the last second. No event stands for none.")
@StackTrace(false)
final class DatagramsDropped extends Event {
    @Label("Server")
    @Description("Address and port of the server's socket.")
    String server;

    @Label("Reason")
    @Description("A constant of DropReason.")
    String reason;

    @Label("Datagrams")
    long datagrams;
}
