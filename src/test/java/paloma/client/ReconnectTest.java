package paloma.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.UnsentReason;
import paloma.reactor.MemoryTransport;

/** A client that loses the route to its server. */
class ReconnectTest {
    private static final InetSocketAddress SERVER = HandClient.SERVER;
    private static final InetSocketAddress OTHER_SERVER = new InetSocketAddress("127.0.0.2", 8080);
    private static final InetSocketAddress OLD = HandClient.LOCAL;
    private static final InetSocketAddress NEW = new InetSocketAddress("127.0.0.7", 50_007);
    private static final InetSocketAddress NOWHERE = new InetSocketAddress("127.0.0.3", 8080);
    private static final int REQUESTS = 4;
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long SECOND = ServerConnection.SEARCH_INTERVAL_NANOS;

    private final ClientOptions options = ClientOptions.to("server", 8080)
            .withValidation(false)
            .withMatcher(REQUESTS, (request, message) -> message.equals(request))
            .withRequestTimeout(Duration.ofNanos(TIMEOUT_NANOS));
    private final HandClient client = new HandClient(options);

    /** The exception of a connected system socket. */
    private static IOException noRoute() {
        return new IOException("Network is unreachable");
    }

    private MemoryTransport newSocket() {
        return client.dialer.sockets.get(client.dialer.sockets.size() - 1);
    }

    private void search() {
        client.dialer.searches();
        client.reactor.settle();
    }

    private void arrivesAtTheNewSocket(String text) {
        newSocket().arrives(SERVER, text);
        client.reactor.settle();
    }

    /** The request's own send fails, and the client's address has changed. */
    private CompletableFuture<ByteBuffer> requestWithoutARoute(String text) {
        client.socket.everySendThrows(noRoute());
        return client.request(text);
    }

    @Test
    void requestWithoutARouteIsSentFromTheNewAddress() {
        client.request("before");
        client.dialer.leadsTo(SERVER, NEW);
        CompletableFuture<ByteBuffer> answer = requestWithoutARoute("after");
        assertEquals(1, client.dialer.started());
        assertFalse(answer.isDone());
        search();
        assertEquals(List.of("after"), newSocket().takeTexts());
        arrivesAtTheNewSocket("after");
        HandClient.assertAnswered("after", answer);
        assertTrue(client.socket.isClosed());
        assertEquals(NEW, client.protocol.localAddress());
        assertEquals(SERVER, client.protocol.remoteAddress());
        ClientCounters counters = client.protocol.counters();
        assertEquals(1, counters.reconnects());
        assertEquals(3, counters.sends());
        assertEquals(2, counters.sent());
        assertEquals(1, counters.unsent().get(UnsentReason.UNREACHABLE));
    }

    @Test
    void newAddressIsValidatedAgain() {
        HandClient validating = new HandClient(options.withValidation(true));
        validating.request("before");
        validating.answers("before");
        assertEquals(List.of("before", ""), validating.takeTexts());
        validating.dialer.leadsTo(SERVER, NEW);
        validating.socket.everySendThrows(noRoute());
        validating.request("after");
        validating.dialer.searches();
        validating.reactor.settle();
        MemoryTransport socket = validating.dialer.sockets.get(0);
        socket.arrives(SERVER, "after");
        validating.reactor.settle();
        assertEquals(List.of("after", ""), socket.takeTexts());
    }

    @Test
    void requestsInFlightFailWhenTheAddressChanges() {
        CompletableFuture<ByteBuffer> onItsWay = client.request("before");
        client.dialer.leadsTo(SERVER, NEW);
        requestWithoutARoute("after");
        search();
        assertInstanceOf(SocketException.class, HandClient.failureOf(onItsWay));
    }

    @Test
    void sendFromAnyThreadReconnects() {
        client.request("before");
        client.dialer.leadsTo(SERVER, NEW);
        client.socket.everySendThrows(noRoute());
        assertFalse(client.protocol.send(HandClient.bytes("lost")));
        client.reactor.settle();
        search();
        assertTrue(client.protocol.send(HandClient.bytes("next")));
        assertEquals(List.of("next"), newSocket().takeTexts());
    }

    @Test
    void requestFailsWithThatReasonWithoutAnotherRoute() {
        CompletableFuture<ByteBuffer> answer = requestWithoutARoute("a");
        search();
        assertNotSent("Network is unreachable", answer);
        assertEquals(0, client.protocol.counters().reconnects());
        assertFalse(client.socket.isClosed());
    }

    private static void assertNotSent(String reason, CompletableFuture<ByteBuffer> answer) {
        Throwable failure = HandClient.failureOf(answer);
        assertInstanceOf(IllegalStateException.class, failure);
        assertEquals(reason, failure.getCause().getMessage());
    }

    @Test
    void reasonIsThatOfTheFirstAddress() {
        client.dialer.resolvesTo(SERVER, OTHER_SERVER);
        client.dialer.leadsNowhere(SERVER, "Network is unreachable");
        client.dialer.leadsNowhere(OTHER_SERVER, "Permission denied");
        CompletableFuture<ByteBuffer> answer = requestWithoutARoute("a");
        search();
        assertNotSent("Network is unreachable", answer);
    }

    @Test
    void addressWithoutARouteDoesNotEndTheSearch() {
        client.request("before");
        client.dialer.resolvesTo(NOWHERE, OTHER_SERVER);
        client.dialer.leadsTo(OTHER_SERVER, NEW);
        requestWithoutARoute("after");
        search();
        assertEquals(List.of("after"), newSocket().takeTexts());
        assertEquals(OTHER_SERVER, client.protocol.remoteAddress());
    }

    @Test
    void socketThatCannotBeRegisteredFailsOneSearch() {
        client.dialer.leadsTo(SERVER, NEW);
        CompletableFuture<ByteBuffer> first = requestWithoutARoute("a");
        client.dialer.searches();
        newSocket().watchThrows(new IOException("no watch"));
        client.reactor.settle();
        assertNotSent("the socket of another way could not be used", first);
        assertTrue(newSocket().isClosed());
        assertFalse(client.socket.isClosed());
        assertEquals(0, client.protocol.counters().reconnects());
        assertTheNextSearchSends();
    }

    private void assertTheNextSearchSends() {
        client.dialer.leadsTo(SERVER, NEW);
        requestWithoutARoute("next");
        client.reactor.settleAt(SECOND);
        search();
        assertEquals(List.of("next"), newSocket().takeTexts());
    }

    @Test
    void bugInASearchFailsOneSearch() {
        client.dialer.searchesThrow(new IllegalStateException("a bug"));
        CompletableFuture<ByteBuffer> first = requestWithoutARoute("a");
        search();
        assertNotSent("no search for a way to the server", first);
        client.dialer.searchesThrow(null);
        assertTheNextSearchSends();
    }

    @Test
    void missingThreadFailsOneSearch() {
        client.dialer.hasNoThread(new OutOfMemoryError("unable to create native thread"));
        assertNotSent("no search for a way to the server", requestWithoutARoute("a"));
        client.dialer.hasNoThread(null);
        assertTheNextSearchSends();
    }

    @Test
    void searchesAreAtLeastOneSecondApart() {
        requestWithoutARoute("a");
        search();
        client.reactor.settleAt(SECOND / 4);
        CompletableFuture<ByteBuffer> answer = requestWithoutARoute("b");
        client.reactor.settleAt(SECOND - 1);
        assertEquals(1, client.dialer.started());
        assertEquals(1, client.reactor.wouldWaitNanos());
        client.dialer.leadsTo(SERVER, NEW);
        client.reactor.settleAt(SECOND);
        assertEquals(2, client.dialer.started());
        search();
        assertEquals(List.of("b"), newSocket().takeTexts());
        assertFalse(answer.isDone());
    }

    /** The search has read the routes before; its failure does not exclude a route that exists now. */
    @Test
    void requestAfterTheStartOfASearchWaitsForTheNext() {
        CompletableFuture<ByteBuffer> first = requestWithoutARoute("a");
        CompletableFuture<ByteBuffer> second = requestWithoutARoute("b");
        search();
        assertTrue(first.isDone());
        assertFalse(second.isDone());
        client.dialer.leadsTo(SERVER, NEW);
        client.reactor.settleAt(SECOND);
        search();
        assertEquals(List.of("b"), newSocket().takeTexts());
    }

    @Test
    void timedOutRequestDoesNotCountAsHeldBeforeTheSearch() {
        CompletableFuture<ByteBuffer> first = requestWithoutARoute("a");
        client.reactor.settleAt(1);
        CompletableFuture<ByteBuffer> second = requestWithoutARoute("b");
        client.reactor.settleAt(TIMEOUT_NANOS);
        assertTrue(first.isDone());
        search();
        assertFalse(second.isDone());
    }

    @Test
    void cancelledRequestsLeaveLaterOnesToTheNextSearch() {
        client.socket.everySendThrows(noRoute());
        CompletableFuture<ByteBuffer> first = client.protocol.request(bytes("first"));
        CompletableFuture<ByteBuffer> givenUp = client.protocol.request(bytes("given up"));
        CompletableFuture<ByteBuffer> late = client.request("late");
        assertEquals(1, client.dialer.started());
        givenUp.cancel(false);
        CompletableFuture<ByteBuffer> later = client.request("later");
        for (int i = 0; i < 2 * REQUESTS; i++) {
            client.request("given up").cancel(false);
        }
        search();
        assertTrue(first.isDone());
        assertTrue(late.isDone());
        assertFalse(later.isDone());
    }

    @Test
    void cancelledHeldRequestIsNotSent() {
        client.socket.everySendThrows(noRoute());
        client.protocol.request(bytes("kept"));
        CompletableFuture<ByteBuffer> givenUp = client.request("given up");
        givenUp.cancel(false);
        client.dialer.leadsTo(SERVER, NEW);
        search();
        assertEquals(List.of("kept"), newSocket().takeTexts());
    }

    @Test
    void heldRequestTimesOut() {
        CompletableFuture<ByteBuffer> answer = requestWithoutARoute("a");
        client.reactor.settleAt(TIMEOUT_NANOS - 1);
        assertFalse(answer.isDone());
        client.reactor.settleAt(TIMEOUT_NANOS);
        assertInstanceOf(IllegalStateException.class, HandClient.failureOf(answer));
    }

    /** System messages of an unknown language: the cause may be the datagram or a packet filter. */
    @ParameterizedTest
    @ValueSource(strings = {"Operation not permitted", "Mensaje demasiado largo", "Network is unreachable"})
    void clientKeepsItsSocketAndRetriesWhenNothingChanged(String reason) {
        client.request("before");
        client.dialer.leadsTo(SERVER, OLD);
        client.socket.takeTexts();
        client.socket.everySendThrows(new IOException(reason));
        CompletableFuture<ByteBuffer> answer = client.request("after");
        client.socket.everySendThrows(null);
        search();
        assertEquals(List.of("after"), client.takeTexts());
        client.answers("after");
        HandClient.assertAnswered("after", answer);
        assertTrue(newSocket().isClosed());
        assertEquals(0, client.protocol.counters().reconnects());
        client.reactor.settleAt(2 * SECOND);
        assertEquals(1, client.dialer.started());
    }

    @Test
    void tooLongDatagramStartsNoSearch() {
        client.socket.everySendThrows(new IOException("Message too long"));
        assertTrue(client.request("long").isDone());
        assertEquals(0, client.dialer.started());
    }

    @Test
    void firstSendWithoutARouteTriesTheNextAddress() {
        client.dialer.resolvesTo(SERVER, OTHER_SERVER);
        client.dialer.leadsTo(SERVER, OLD);
        client.dialer.leadsTo(OTHER_SERVER, OLD);
        requestWithoutARoute("first");
        search();
        assertEquals(List.of("first"), newSocket().takeTexts());
        assertEquals(OTHER_SERVER, client.protocol.remoteAddress());
    }

    @Test
    void laterSendWithoutARouteDoesNot() {
        client.request("first");
        client.dialer.resolvesTo(OTHER_SERVER, SERVER);
        client.dialer.leadsTo(SERVER, OLD);
        client.dialer.leadsTo(OTHER_SERVER, OLD);
        requestWithoutARoute("second");
        search();
        assertEquals(SERVER, client.protocol.remoteAddress());
    }

    @Test
    void icmpErrorDoesNotTryTheNextAddress() {
        client.dialer.resolvesTo(SERVER, OTHER_SERVER);
        client.dialer.leadsTo(SERVER, OLD);
        client.dialer.leadsTo(OTHER_SERVER, OLD);
        client.request("first");
        client.socket.receiveThrows(new PortUnreachableException());
        client.reactor.settle();
        search();
        assertEquals(SERVER, client.protocol.remoteAddress());
        assertEquals(List.of(), client.dialer.sockets);
    }

    @Test
    void icmpErrorOfAnOutdatedAddressReconnects() {
        client.request("first");
        client.dialer.resolvesTo(OTHER_SERVER);
        client.dialer.leadsTo(OTHER_SERVER, OLD);
        client.socket.receiveThrows(new PortUnreachableException());
        client.reactor.settle();
        search();
        assertEquals(OTHER_SERVER, client.protocol.remoteAddress());
        assertEquals(1, client.protocol.counters().reconnects());
    }

    /** The server has moved to another address, and no host answers at the old one. */
    @Test
    void threeUnansweredRequestsResolveTheNameAgain() {
        client.dialer.resolvesTo(OTHER_SERVER);
        client.dialer.leadsTo(OTHER_SERVER, OLD);
        for (int i = 1; i <= ServerConnection.SILENT_REQUESTS; i++) {
            assertEquals(0, client.dialer.started());
            CompletableFuture<ByteBuffer> silent = client.request("silent");
            client.reactor.settleAt(i * TIMEOUT_NANOS);
            assertInstanceOf(TimeoutException.class, HandClient.failureOf(silent));
        }
        search();
        assertEquals(OTHER_SERVER, client.protocol.remoteAddress());
    }

    @Test
    void nextSearchNeedsThreeMoreUnansweredRequests() {
        requestsWithoutAnswers(1, 2 * ServerConnection.SILENT_REQUESTS - 1);
        assertEquals(1, client.dialer.started());
    }

    /** Lets the requests of these numbers time out in turn, and runs every search that they start. */
    private void requestsWithoutAnswers(int first, int last) {
        for (int i = first; i <= last; i++) {
            int begun = client.dialer.started();
            client.request("silent");
            client.reactor.settleAt(i * TIMEOUT_NANOS);
            if (client.dialer.started() > begun) {
                search();
            }
        }
    }

    @Test
    void unansweredRequestsBeforeAMoveDoNotCountAfterIt() {
        requestsWithoutAnswers(1, 2);
        client.dialer.leadsTo(SERVER, NEW);
        requestWithoutARoute("after");
        search();
        assertEquals(List.of("after"), newSocket().takeTexts());
        requestsWithoutAnswers(3, 3);
        assertEquals(1, client.dialer.started());
    }

    @Test
    void unansweredRequestsToAFixedAddressStartNoSearch() {
        client.dialer.isFixedFromNowOn();
        requestsWithoutAnswers(1, ServerConnection.SILENT_REQUESTS);
        assertEquals(0, client.dialer.started());
    }

    @Test
    void foundRouteEndsTheSuspicionOfItsSearch() {
        client.dialer.leadsTo(SERVER, NEW);
        requestWithoutARoute("a");
        requestWithoutARoute("b");
        search();
        assertEquals(List.of("a", "b"), newSocket().takeTexts());
        client.reactor.settleAt(2 * SECOND);
        assertEquals(1, client.dialer.started());
    }

    @Test
    void icmpErrorDoesNotReplaceTheSuspicionOfAFailedSend() {
        requestWithoutARoute("a");
        search();
        requestWithoutARoute("b");
        client.socket.receiveThrows(new PortUnreachableException());
        client.reactor.settle();
        client.dialer.leadsTo(SERVER, NEW);
        client.reactor.settleAt(SECOND);
        search();
        assertEquals(List.of("b"), newSocket().takeTexts());
    }

    @Test
    void firstSendFromANewAddressTriesTheNextOne() {
        client.request("before");
        client.dialer.leadsTo(SERVER, NEW);
        requestWithoutARoute("after");
        client.dialer.searches();
        newSocket().everySendThrows(noRoute());
        client.reactor.settle();
        client.dialer.resolvesTo(SERVER, OTHER_SERVER);
        client.dialer.leadsTo(OTHER_SERVER, NEW);
        client.reactor.settleAt(SECOND);
        search();
        assertEquals(OTHER_SERVER, client.protocol.remoteAddress());
    }

    @Test
    void datagramResetsTheCountOfUnansweredRequests() {
        for (int i = 1; i <= 2 * ServerConnection.SILENT_REQUESTS; i++) {
            client.answers("pushed");
            client.request("silent");
            client.reactor.settleAt(i * TIMEOUT_NANOS);
        }
        assertEquals(0, client.dialer.started());
    }

    /** Linux continues to send from a removed IPv6 address, so no send fails. */
    @Test
    void unansweredRequestDetectsALostLocalAddress() {
        List<CompletableFuture<ByteBuffer>> next = new ArrayList<>();
        client.request("silent").whenComplete((answer, error) -> next.add(client.protocol.request(bytes("next"))));
        client.takeTexts();
        client.socket.hasItsAddress(false);
        client.dialer.leadsTo(SERVER, NEW);
        client.reactor.settleAt(TIMEOUT_NANOS);
        assertEquals(List.of(), client.takeTexts());
        search();
        assertEquals(List.of("next"), newSocket().takeTexts());
        assertFalse(next.get(0).isDone());
    }

    @Test
    void failedSendDetectsALostLocalAddress() {
        client.socket.hasItsAddress(false);
        requestWithoutARoute("a");
        client.socket.everySendThrows(null);
        client.request("b");
        assertEquals(List.of(), client.takeTexts());
        client.dialer.leadsTo(SERVER, NEW);
        search();
        assertEquals(List.of("a", "b"), newSocket().takeTexts());
    }

    @Test
    void nothingIsSentWithoutALocalAddressAndARoute() {
        client.request("silent");
        client.takeTexts();
        client.socket.hasItsAddress(false);
        client.reactor.settleAt(TIMEOUT_NANOS);
        search();
        CompletableFuture<ByteBuffer> answer = client.request("next");
        client.reactor.settleAt(TIMEOUT_NANOS + SECOND);
        search();
        assertNotSent("Network is unreachable", answer);
        assertEquals(List.of(), client.takeTexts());
        client.socket.hasItsAddress(true);
        client.dialer.leadsTo(SERVER, OLD);
        client.request("again");
        client.reactor.settleAt(TIMEOUT_NANOS + 2 * SECOND);
        search();
        assertEquals(List.of("again"), client.takeTexts());
        assertEquals(0, client.protocol.counters().reconnects());
    }

    private static ByteBuffer bytes(String text) {
        return HandClient.bytes(text);
    }

    @Test
    void failedKeepAliveIsSentFromTheNewAddress() {
        long keepAlive = TimeUnit.SECONDS.toNanos(15);
        HandClient keeping = new HandClient(options.withKeepAlive(Duration.ofNanos(keepAlive)));
        keeping.dialer.leadsTo(SERVER, NEW);
        // The probe socket cannot be bound.
        keeping.socket.everySendThrows(new BindException("Cannot assign requested address"));
        keeping.reactor.settleAt(keepAlive);
        keeping.dialer.searches();
        keeping.reactor.settle();
        MemoryTransport socket = keeping.dialer.sockets.get(0);
        assertEquals(List.of(""), socket.takeTexts());
        keeping.reactor.settleAt(2 * keepAlive);
        assertEquals(List.of(""), socket.takeTexts());
    }

    @Test
    void messageToTheNewAddressGoesToTheListener() {
        List<String> received = new ArrayList<>();
        client.protocol
                .listeners()
                .onMessage(message ->
                        received.add(StandardCharsets.UTF_8.decode(message).toString()));
        client.dialer.leadsTo(SERVER, NEW);
        requestWithoutARoute("after");
        search();
        arrivesAtTheNewSocket("pushed");
        assertEquals(List.of("pushed"), received);
    }

    @Test
    void failedLookupKeepsTheAddress() {
        client.request("before");
        client.dialer.resolvesTo();
        client.dialer.leadsTo(SERVER, NEW);
        requestWithoutARoute("after");
        search();
        assertEquals(List.of("after"), newSocket().takeTexts());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closedClientDoesNotReconnect(boolean found) {
        client.dialer.leadsTo(SERVER, NEW);
        CompletableFuture<ByteBuffer> held = requestWithoutARoute("held");
        if (found) {
            client.dialer.searches();
        }
        client.endpoint.close();
        client.reactor.turn();
        if (!found) {
            client.dialer.searches();
        }
        client.reactor.settle();
        assertTrue(held.isCompletedExceptionally());
        assertTrue(client.socket.isClosed());
        assertTrue(newSocket().isClosed());
    }

    @Test
    void foundSocketIsClosedWithABrokenClient() {
        client.dialer.leadsTo(SERVER, NEW);
        requestWithoutARoute("held");
        client.dialer.searches();
        client.socket.receiveThrows(new ClosedChannelException());
        client.reactor.settle();
        assertTrue(newSocket().isClosed());
    }

    /** The interface of a link-local address (RFC 4007) was removed and has returned with another index. */
    @Test
    void differentScopeIsADifferentRoute() throws UnknownHostException {
        InetSocketAddress before = linkLocal(1);
        InetSocketAddress after = linkLocal(2);
        HandClient scoped = new HandClient(options, before);
        scoped.request("before");
        scoped.dialer.resolvesTo(after);
        scoped.dialer.leadsTo(after, OLD);
        scoped.socket.everySendThrows(noRoute());
        scoped.request("after");
        scoped.dialer.searches();
        scoped.reactor.settle();
        assertEquals(List.of("after"), scoped.dialer.sockets.get(0).takeTexts());
        assertEquals(2, scopeOf(scoped.protocol.remoteAddress()));
    }

    private static InetSocketAddress linkLocal(int scope) throws UnknownHostException {
        byte[] address = InetAddress.getByName("fe80::1").getAddress();
        return new InetSocketAddress(Inet6Address.getByAddress(null, address, scope), 8080);
    }

    private static int scopeOf(InetSocketAddress address) {
        return ((Inet6Address) address.getAddress()).getScopeId();
    }

    @Test
    void cancelledHeldRequestMakesRoom() {
        for (int i = 0; i < 100; i++) {
            CompletableFuture<ByteBuffer> answer = requestWithoutARoute("a");
            assertFalse(answer.isDone(), "request " + i);
            answer.cancel(false);
        }
        CompletableFuture<ByteBuffer> kept = requestWithoutARoute("kept");
        client.dialer.leadsTo(SERVER, NEW);
        search();
        arrivesAtTheNewSocket("kept");
        HandClient.assertAnswered("kept", kept);
        assertSame(NEW, client.protocol.localAddress());
    }
}
