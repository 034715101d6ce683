package paloma.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Recording;
import jdk.jfr.SettingDescriptor;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.AddressText;
import paloma.DropReason;
import paloma.Handler;
import paloma.Session;
import paloma.client.Client;
import paloma.house.IgnoredErrors;
import paloma.server.AccountedServer;
import paloma.server.Peer;
import paloma.server.ServerOptions;

class FlightRecorderTest {
    private static final ServerOptions OPTIONS =
            ServerOptions.on(0).withFilter((source, message, known) -> message.get(message.position()) != '!');

    @TempDir
    private Path folder;

    private List<RecordedEvent> recorded(Consumer<Recording> settings, Runnable scenario) throws IOException {
        return Recorded.during(scenario, settings, folder.resolve("test.jfr"));
    }

    private static List<RecordedEvent> named(String name, List<RecordedEvent> events) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("paloma." + name))
                .toList();
    }

    private static RecordedEvent only(String name, List<RecordedEvent> events) {
        List<RecordedEvent> found = named(name, events);
        assertEquals(1, found.size(), events::toString);
        return found.get(0);
    }

    private static void allCalls(Recording recording) {
        recording.enable("paloma.HandlerCall").withThreshold(Duration.ofNanos(1));
    }

    @Test
    void sessionIsRecordedWhenItOpensAndWhenItCloses() throws IOException {
        String[] server = new String[1];
        String[] peer = new String[1];
        String[] id = new String[1];
        long[] lived = new long[1];
        List<RecordedEvent> events = recorded(settings -> {}, () -> {
            long start = System.nanoTime();
            try (AccountedServer open = AccountedServer.open(OPTIONS, (session, message) -> {
                id[0] = session.id().toString();
                session.send(message);
            })) {
                server[0] = AddressText.of(open.server().localAddress());
                Client client = open.client();
                peer[0] = AddressText.of(client.localAddress());
                client.request("one").join();
                client.request("two").join();
            }
            lived[0] = System.nanoTime() - start;
        });
        RecordedEvent opened = only("SessionOpened", events);
        RecordedEvent closed = only("SessionClosed", events);
        for (RecordedEvent event : List.of(opened, closed)) {
            assertEquals(server[0], event.getString("server"));
            assertEquals(peer[0], event.getString("peer"));
            assertEquals(id[0], event.getString("sessionId"));
            assertNull(event.getStackTrace());
        }
        assertEquals("STOPPING", closed.getString("reason"));
        assertEquals(2, closed.getLong("messages"));
        long lifetime = closed.getDuration("lifetime").toNanos();
        assertTrue(lifetime > 0 && lifetime < lived[0], () -> lifetime + " of " + lived[0]);
    }

    @Test
    void dropsAreRecordedByReasonAndAddUpToTheCounters() throws IOException {
        Map<String, Long> counted = new TreeMap<>();
        List<RecordedEvent> events = recorded(settings -> {}, () -> {
            try (AccountedServer open = AccountedServer.open(OPTIONS, (session, message) -> session.send(message))) {
                Peer peer = open.peer();
                peer.send("!");
                peer.send("!!");
                peer.send("");
                peer.send("not dropped");
                peer.receive();
                open.counters().dropped().forEach((reason, count) -> {
                    if (count > 0) {
                        counted.put(reason.name(), count);
                    }
                });
            }
        });
        assertEquals(Map.of("FILTERED", 2L, "NO_SESSION", 1L), counted);
        Map<String, Long> sums = named("DatagramsDropped", events).stream()
                .collect(Collectors.groupingBy(
                        event -> event.getString("reason"),
                        TreeMap::new,
                        Collectors.summingLong(event -> event.getLong("datagrams"))));
        assertEquals(counted, sums);
    }

    @Test
    void anUpdateRecordsWhatWasAddedSinceTheLastOne() throws IOException {
        DropEvents drops = new DropEvents(new InetSocketAddress("127.0.0.1", 8080));
        drops.update(Map.of(DropReason.FILTERED, 7L));
        List<RecordedEvent> events = recorded(settings -> {}, () -> {
            drops.update(Map.of(DropReason.FILTERED, 9L, DropReason.OVERSIZE, 1L));
            drops.update(Map.of(DropReason.FILTERED, 9L, DropReason.OVERSIZE, 4L));
        });
        assertEquals(
                List.of("127.0.0.1:8080 FILTERED 2", "127.0.0.1:8080 OVERSIZE 1", "127.0.0.1:8080 OVERSIZE 3"),
                named("DatagramsDropped", events).stream()
                        .map(event -> event.getString("server") + " " + event.getString("reason") + " "
                                + event.getLong("datagrams"))
                        .sorted()
                        .toList());
    }

    /** Messages: good, bad; the second makes the handler throw. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void callsOfTheHandlerAreRecordedWithWhatTheyThrew(int workers) throws IOException {
        List<RecordedEvent> events = named("HandlerCall", recorded(FlightRecorderTest::allCalls, () -> {
            try (AccountedServer open = AccountedServer.open(
                    OPTIONS.withWorkers(workers).withListener(new IgnoredErrors()), new ThrowingHandler())) {
                Client client = open.client();
                client.request("good").join();
                client.request("bad").join();
            }
        }));
        assertEquals(
                List.of(
                        "onOpen 0 null",
                        "onMessage 4 null",
                        "onMessage 3 java.lang.IllegalStateException",
                        "onClose 0 null"),
                events.stream()
                        .map(event -> event.getString("method") + " " + event.getLong("messageBytes") + " "
                                + event.getString("exception"))
                        .toList());
        // Consecutive calls on one thread, each with a time of its own.
        for (int i = 1; i < events.size(); i++) {
            assertFalse(events.get(i).getStartTime().isBefore(events.get(i - 1).getEndTime()), events::toString);
            assertTrue(events.get(i).getDuration().toNanos() > 0, events::toString);
        }
        assertEquals(
                1,
                events.stream()
                        .map(event -> event.getString("sessionId"))
                        .distinct()
                        .count());
    }

    private static final class ThrowingHandler implements Handler {
        @Override
        public void onMessage(Session session, ByteBuffer message) {
            boolean bad = message.remaining() == 3;
            session.send(message);
            if (bad) {
                throw new IllegalStateException("bad");
            }
        }
    }

    @Test
    void callsBelowTheThresholdAreNotRecorded() throws IOException {
        Consumer<Recording> anHour =
                recording -> recording.enable("paloma.HandlerCall").withThreshold(Duration.ofHours(1));
        List<RecordedEvent> events = recorded(anHour, () -> {
            try (AccountedServer open = AccountedServer.open(OPTIONS, (session, message) -> session.send(message))) {
                open.client().request("one").join();
            }
        });
        assertEquals(List.of(), named("HandlerCall", events));
    }

    @Test
    void twoServersAreToldApart() throws IOException {
        List<String> servers = new ArrayList<>();
        List<RecordedEvent> events = recorded(settings -> {}, () -> {
            for (int i = 0; i < 2; i++) {
                try (AccountedServer open =
                        AccountedServer.open(OPTIONS, (session, message) -> session.send(message))) {
                    servers.add(AddressText.of(open.server().localAddress()));
                    open.client().request("one").join();
                }
            }
        });
        assertEquals(
                servers,
                named("SessionOpened", events).stream()
                        .map(event -> event.getString("server"))
                        .toList());
    }

    @Test
    void everyEventAndFieldIsDescribed() {
        for (Class<? extends Event> event :
                List.of(SessionOpened.class, SessionClosed.class, DatagramsDropped.class, HandlerCall.class)) {
            EventType type = EventType.getEventType(event);
            assertEquals("paloma." + event.getSimpleName(), type.getName());
            assertEquals(List.of("Paloma"), type.getCategoryNames(), type.getName());
            assertTrue(type.getDescription().endsWith("."), type.getName());
            for (ValueDescriptor field : type.getFields()) {
                assertNotNull(field.getLabel(), type.getName() + " " + field.getName());
            }
        }
    }

    @Test
    void thresholdOfAHandlerCallIsTwentyMillisecondsByDefault() {
        assertEquals(
                List.of("20 ms"),
                EventType.getEventType(HandlerCall.class).getSettingDescriptors().stream()
                        .filter(setting -> setting.getName().equals("threshold"))
                        .map(SettingDescriptor::getDefaultValue)
                        .toList());
    }
}
