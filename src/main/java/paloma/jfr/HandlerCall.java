package paloma.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** <em>Worker-owned while running.</em> A call of the handler that took longer than the threshold of the recording. */
@Name("paloma.HandlerCall")
@Label("Handler Call")
@Category("Paloma")
@Description("A call of the handler that took longer than the threshold.")
@Threshold("20 ms")
@StackTrace(false)
final class HandlerCall extends Event {
    @Label("Method")
    @Description("onOpen, onMessage or onClose.")
    String method;

    @Label("Session ID")
    String sessionId;

    @Label("Peer")
    @Description("Address and port of the peer.")
    String peer;

    @Label("Message Size")
    @DataAmount
    long messageBytes;

    @Label("Exception")
    @Description("Class of the exception that the handler threw, if any.")
    String exception;
}
