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
import paloma.Counter;
import paloma.Limits;
import paloma.UnsentReason;
import paloma.session.PeerSession;

/** The handler sends one answer per number in the message, of that many bytes, and none for "-". */
class AmplificationTest {
    private final List<Boolean> taken = new ArrayList<>();
    private HandServer server = server(3);

    private HandServer server(int amplification) {
        return new HandServer(
                HandServer.options()
                        .withLimits(
                                Limits.builder().amplification(amplification).build()),
                (session, message) -> {
                    for (String length : new String(message.array()).trim().split(" ")) {
                        if (!length.equals("-")) {
                            taken.add(session.send("x".repeat(Integer.parseInt(length))));
                        }
                    }
                });
    }

    private long refused() {
        return server.counters().unsent().get(UnsentReason.AMPLIFICATION);
    }

    /** The results of the handler's sends since the last call. */
    private List<Boolean> taken() {
        List<Boolean> result = List.copyOf(taken);
        taken.clear();
        return result;
    }

    @AfterEach
    void countersBalance() {
        server.close();
    }

    /** Ten bytes and 28 of headers, times three, are 114: an answer of 86 bytes with its headers. */
    @Test
    void unvalidatedPeerGetsAtMostThreeTimesItsBytes() {
        server.message(1, "86        ", 0);
        assertEquals(List.of(true), taken());
        server.message(2, "87        ", 0);
        assertEquals(List.of(false), taken());
        assertEquals(1, refused());
        assertEquals(List.of(86, 0), lengths());
    }

    /** The lengths of the datagrams sent since the last call. */
    private List<Integer> lengths() {
        return server.socket.takeSent().stream()
                .map(sent -> sent.bytes().length)
                .toList();
    }

    /** 43 and 43 bytes with headers leave 28 of 114, which are reserved for the empty datagram. */
    @Test
    void headersOfEachAnswerCount() {
        server.message(1, "15 15 0 0 ", 0);
        assertEquals(List.of(true, true, false, false), taken());
        assertEquals(List.of(15, 15, 0), lengths());
    }

    /** The answer validates the peer as an empty datagram would: nothing is reserved. */
    @Test
    void firstAnswerMayUseTheWholeCredit() {
        server.message(1, "86 0      ", 0);
        assertEquals(List.of(true, false), taken());
        assertEquals(List.of(86), lengths());
    }

    @Test
    void secondAnswerReservesCreditForAnEmptyDatagram() {
        server.message(1, "29 29 0   ", 0);
        assertEquals(List.of(true, false, true), taken());
        assertEquals(List.of(29, 0, 0), lengths());
    }

    @Test
    void refusedAnswerSendsOneEmptyDatagram() {
        server.message(1, "1000 1000 ", 0);
        assertEquals(List.of(false, false), taken());
        assertEquals(List.of(0), lengths());
        assertEquals(2, refused());
        assertEquals(3, server.counters().get(Counter.SENDS));
        assertEquals(1, server.counters().get(Counter.SENT));
    }

    @Test
    void answerToTheEmptyDatagramValidatesThePeer() {
        server.message(1, "1000", 0);
        server.message(1, "", 0);
        server.message(1, "60000 60000", 0);
        assertEquals(List.of(false, true, true), taken());
        assertEquals(1, server.counters().get(Counter.KEEP_ALIVES));
    }

    @Test
    void unsentEmptyDatagramIsSentAtTheNextRefusal() {
        server.socket.sendThrows(new IOException("Operation not permitted"));
        server.message(1, "1000 1000 1000", 0);
        assertEquals(List.of(false, false, false), taken());
        assertEquals(List.of(0), lengths());
        assertEquals(1, server.counters().unsent().get(UnsentReason.NOT_PERMITTED));
    }

    @Test
    void throwingEmptyDatagramIsSentAtTheNextRefusal() {
        server.socket.sendThrows(new OutOfMemoryError("Cannot reserve direct memory"));
        server.message(1, "1000", 0);
        assertEquals(1, server.counters().get(Counter.FAILED));
        assertEquals(1, server.counters().unsent().get(UnsentReason.OTHER));
        server.message(1, "1000", 0);
        assertEquals(List.of(false), taken());
        assertEquals(List.of(0), lengths());
    }

    @Test
    void queuedEmptyDatagramCountsOnceSent() {
        server.socket.hasRoomFor(0);
        server.message(1, "1000      ", 0);
        server.message(1, "1000      ", 0);
        assertEquals(List.of(false, false), taken());
        assertEquals(1, server.counters().get(Counter.QUEUED));
        server.socket.hasRoomFor(10);
        server.settle();
        assertEquals(List.of(0), lengths());
        server.message(1, "60000", 0);
        assertEquals(List.of(true), taken());
    }

    @Test
    void closedSessionSendsNoEmptyDatagram() {
        server = new HandServer(
                HandServer.options()
                        .withLimits(Limits.builder().amplification(3).build()),
                (session, message) -> {
                    session.close();
                    taken.add(session.send("x".repeat(1_000)));
                });
        server.message(1, "1", 0);
        assertEquals(List.of(false), taken());
        assertEquals(List.of(), lengths());
    }

    @Test
    void smallestLimitAllowsAnEcho() {
        server = server(1);
        server.message(1, "10 0      ", 0);
        assertEquals(List.of(true, false), taken());
        server.message(2, "11        ", 0);
        assertEquals(List.of(false), taken());
        assertEquals(List.of(10, 0), lengths());
    }

    @Test
    void refusedAnswerCostsOnlyTheEmptyDatagram() {
        server.message(1, "87 59 58  ", 0);
        assertEquals(List.of(false, false, true), taken());
        assertEquals(List.of(0, 58), lengths());
    }

    @Test
    void ipv6HeadersAreLonger() throws Exception {
        InetSocketAddress six = new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 50_001);
        // Ten bytes and 48 of headers, times three, are 174: an answer of 126 bytes, or of 78 after an empty
        // datagram.
        server.socket.arrives(six, "127 79 78 ");
        server.settle();
        assertEquals(List.of(false, false, true), taken());
        assertEquals(List.of(0, 78), lengths());
    }

    @Test
    void firstIpv6AnswerMayUseTheWholeCredit() throws Exception {
        InetSocketAddress six = new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 50_001);
        server.socket.arrives(six, "126 0     ");
        server.settle();
        assertEquals(List.of(true, false), taken());
    }

    @Test
    void datagramAfterASentAnswerLiftsTheLimit() {
        server.message(1, "1", 0);
        server.message(1, "60000 60000", 0);
        assertEquals(List.of(true, true, true), taken());
        assertEquals(0, refused());
    }

    @Test
    void datagramWithoutASentAnswerAddsCreditOnly() {
        server.message(1, "-   ", 0);
        assertEquals(List.of(), taken());
        // Twice 4 + 28 bytes, times three, are 192.
        server.message(1, "164 ", 0);
        server.message(2, "-   ", 0);
        server.message(2, "165 ", 0);
        assertEquals(List.of(true, false), taken());
    }

    @Test
    void keepAliveCreditsItsHeaders() {
        server.message(1, "-         ", 0);
        server.message(1, "", 0);
        server.takeEvents();
        // 38 + 28 bytes, times three, are 198; another 10 + 28 make 312: an answer of 284 bytes.
        server.message(1, "284       ", 0);
        server.message(2, "-         ", 0);
        server.message(2, "", 0);
        server.message(2, "285       ", 0);
        assertEquals(List.of(true, false), taken());
    }

    @Test
    void keepAliveAfterAnAnswerValidatesThePeer() {
        server.message(1, "1", 0);
        server.message(1, "", 0);
        server.message(1, "60000", 0);
        assertEquals(List.of(true, true), taken());
    }

    @Test
    void pushIsNotLimited() {
        server = new HandServer(
                HandServer.options()
                        .withLimits(Limits.builder().amplification(3).build()),
                (session, message) -> taken.add(session.push("x".repeat(60_000))));
        server.message(1, "1", 0);
        assertEquals(List.of(true), taken());
        assertEquals(0, refused());
    }

    @Test
    void disabledLimitAllowsEveryAnswer() {
        server = server(0);
        server.message(1, "60000 60000", 0);
        assertEquals(List.of(true, true), taken());
    }

    @Test
    void answerRefusedByTheSocketCostsNoCredit() {
        server.socket.sendThrows(new IOException("Operation not permitted"));
        server.message(1, "86 86     ", 0);
        assertEquals(List.of(false, true), taken());
        assertEquals(0, refused());
    }

    @Test
    void throwingAnswerCostsNoCreditAndValidatesNothing() {
        List<Boolean> returned = new ArrayList<>();
        server = new HandServer(
                HandServer.options()
                        .withLimits(Limits.builder().amplification(3).build()),
                (session, message) -> {
                    returned.add(((PeerSession) session).isValidated());
                    if (returned.size() == 1) {
                        server.socket.sendThrows(new OutOfMemoryError("Cannot reserve direct memory"));
                    }
                    session.send("x".repeat(86));
                });
        server.message(1, "ten bytes ", 0);
        server.message(1, "ten bytes ", 0);
        assertEquals(List.of(false, false), returned);
        assertEquals(1, server.counters().get(Counter.FAILED));
        assertEquals(1, server.counters().unsent().get(UnsentReason.OTHER));
        assertEquals(1, server.counters().get(Counter.SENT));
    }

    @Test
    void nullMessageCostsNoCredit() {
        server = new HandServer(
                HandServer.options()
                        .withLimits(Limits.builder().amplification(3).build()),
                (session, message) -> {
                    switch (message.get(0)) {
                        case '1' -> session.send((ByteBuffer) null);
                        case '2' -> session.send((String) null);
                        default -> session.push((String) null);
                    }
                });
        for (int i = 1; i <= 3; i++) {
            server.message(1, Integer.toString(i), 0);
            assertEquals(i, server.counters().get(Counter.FAILED));
            assertEquals(i, server.counters().unsent().get(UnsentReason.OTHER));
            assertEquals(i, server.counters().get(Counter.SENDS));
        }
    }
}
