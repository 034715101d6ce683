package paloma.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import paloma.Limits;
import paloma.UnsentReason;

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

    /** Thirty bytes and 28 of headers, times three, are 174: an answer of 146 bytes with its headers. */
    @Test
    void aPeerThatHasNotReturnedGetsThreeTimesWhatCameFromItAndNotAByteMore() {
        server.message(1, "146" + " ".repeat(27), 0);
        assertEquals(List.of(true), taken());
        server.message(2, "147" + " ".repeat(27), 0);
        assertEquals(List.of(false), taken());
        assertEquals(1, refused());
        assertEquals(1, server.socket.takeSent().size());
    }

    /** 46 bytes is what an Ethernet frame carries at least: times three, 138, an answer of 110 bytes with its headers. */
    @Test
    void aShortPacketCountsAsTheShortestFrame() {
        server.message(1, "111 110", 0);
        assertEquals(List.of(false, true), taken());
        server.message(2, "1 2 3 4", 0);
        assertEquals(List.of(true, true, true, false), taken());
    }

    @Test
    void theHeadersOfEachAnswerCount() {
        server.message(1, "29 29 0   ", 0);
        assertEquals(List.of(true, true, false), taken());
    }

    @Test
    void aRefusedAnswerCostsNothingOfWhatIsLeft() {
        server.message(1, "111 110   ", 0);
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
        // Two of the shortest packets, times three, are 276: an answer of 248 bytes.
        server.message(1, "249 248", 0);
        assertEquals(List.of(false, true), taken());
    }

    @Test
    void aKeepAliveEarnsItsHeaders() {
        server.message(1, "1000      ", 0);
        server.message(1, "", 0);
        server.takeEvents();
        // Three of the shortest packets, times three, are 414: an answer of 386 bytes.
        server.message(1, "387 386   ", 0);
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
    void withoutTheBoundAnythingGoes() {
        server = server(0);
        server.message(1, "60000 60000", 0);
        assertEquals(List.of(true, true), taken());
    }
}
