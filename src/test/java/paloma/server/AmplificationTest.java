package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paloma.Limits;
import paloma.UnsentReason;
import paloma.session.PeerSession;

/** The handler answers with as many bytes as the message says, and once for each number in it. */
class AmplificationTest {
    private final List<Boolean> taken = new ArrayList<>();
    private HandServer server = server(3);

    private HandServer server(int amplification) {
        return new HandServer(
                HandServer.options().withLimits(Limits.DEFAULT.withAmplification(amplification)),
                (session, message) -> {
                    for (String length : new String(message.array()).trim().split(" ")) {
                        taken.add(session.send("x".repeat(Integer.parseInt(length))));
                    }
                });
    }

    private long refused() {
        return server.counters().unsent().get(UnsentReason.AMPLIFICATION);
    }

    /** What the handler's sends returned since the last call. */
    private List<Boolean> taken() {
        List<Boolean> result = List.copyOf(taken);
        taken.clear();
        return result;
    }

    @AfterEach
    void theLawHolds() {
        server.close();
    }

    /** Ten bytes and 28 of headers, times three, are 114: an answer of 86 bytes with its headers. */
    @Test
    void aPeerThatHasNotReturnedGetsThreeTimesWhatCameFromItAndNotAByteMore() {
        server.message(1, "86        ", 0);
        assertEquals(List.of(true), taken());
        server.message(2, "87        ", 0);
        assertEquals(List.of(false), taken());
        assertEquals(1, refused());
        assertEquals(1, server.socket.takeSent().size());
    }

    @Test
    void theHeadersOfEachAnswerCount() {
        server.message(1, "29 29 0   ", 0);
        assertEquals(List.of(true, true, false), taken());
    }

    @Test
    void aRefusedAnswerCostsNothingOfWhatIsLeft() {
        server.message(1, "87 86     ", 0);
        assertEquals(List.of(false, true), taken());
    }

    @Test
    void theHeadersOfIpv6AreLonger() throws Exception {
        InetSocketAddress six = new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 50_001);
        // Ten bytes and 48 of headers, times three, are 174: an answer of 126 bytes.
        server.socket.arrives(six, "127 126   ");
        server.settle();
        assertEquals(List.of(false, true), taken());
    }

    @Test
    void whoSendsAgainAfterAnAnswerLeftGetsWhateverThereIsToSay() {
        server.message(1, "1", 0);
        server.message(1, "60000 60000", 0);
        assertEquals(List.of(true, true, true), taken());
        assertEquals(0, refused());
    }

    @Test
    void whoSendsAgainWithoutAnAnswerHasNotReturnedButHasSentMore() {
        server.message(1, "1000", 0);
        assertEquals(List.of(false), taken());
        // Twice 4 + 28 bytes, times three, are 192.
        server.message(1, "165 164 ".trim() + " ", 0);
        assertEquals(1, refused() - 1);
    }

    @Test
    void aKeepAliveEarnsItsHeaders() {
        server.message(1, "1000      ", 0);
        server.message(1, "", 0);
        server.takeEvents();
        // 38 + 28 bytes, times three, are 198; another 10 + 28 make 312: an answer of 284 bytes.
        server.message(1, "285 284   ", 0);
        assertEquals(List.of(false, false, true), taken());
    }

    @Test
    void whoReturnsWithAKeepAliveHasReturned() {
        server.message(1, "1", 0);
        server.message(1, "", 0);
        server.message(1, "60000", 0);
        assertEquals(List.of(true, true), taken());
    }

    @Test
    void whatTheServerSaysOfItsOwnAccordIsNotWeighed() {
        server = new HandServer(
                HandServer.options().withLimits(Limits.DEFAULT.withAmplification(3)),
                (session, message) -> taken.add(session.push("x".repeat(60_000))));
        server.message(1, "1", 0);
        assertEquals(List.of(true), taken());
        assertEquals(0, refused());
    }

    @Test
    void withoutTheBoundAnythingGoes() {
        server = server(0);
        server.message(1, "60000 60000", 0);
        assertEquals(List.of(true, true), taken());
    }

    @Test
    void anAnswerThatTheSocketRefusesCostsNothingOfWhatIsLeft() {
        server.socket.sendThrows(new IOException("Operation not permitted"));
        server.message(1, "86 86     ", 0);
        assertEquals(List.of(false, true), taken());
    }

    @Test
    void anAnswerThatThrowsCostsNothingAndProvesNothing() {
        List<Boolean> returned = new ArrayList<>();
        server = new HandServer(
                HandServer.options().withLimits(Limits.DEFAULT.withAmplification(3)), (session, message) -> {
                    returned.add(((PeerSession) session).hasReturned());
                    if (returned.size() == 1) {
                        server.socket.sendThrows(new OutOfMemoryError("Cannot reserve direct memory"));
                    }
                    session.send("x".repeat(86));
                });
        server.message(1, "ten bytes ", 0);
        server.message(1, "ten bytes ", 0);
        assertEquals(List.of(false, false), returned);
        assertEquals(1, server.counters().failedTotal());
        assertEquals(1, server.counters().unsent().get(UnsentReason.OTHER));
        assertEquals(1, server.counters().sent());
    }

    @Test
    void noMessageIsNoAnswer() {
        server = new HandServer(
                HandServer.options().withLimits(Limits.DEFAULT.withAmplification(3)),
                (session, message) -> session.send((ByteBuffer) null));
        server.message(1, "1", 0);
        assertEquals(1, server.counters().failedTotal());
        assertEquals(1, server.counters().unsent().get(UnsentReason.OTHER));
        assertEquals(1, server.counters().sends());
    }
}
