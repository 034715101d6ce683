package paloma.cli.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paloma.Counter;
import paloma.cli.console.Completion;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;
import paloma.server.AccountedServer;
import paloma.server.Peer;
import paloma.server.ServerOptions;

class CommandCompleterTest {
    private static final List<String> NONE = List.of();

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AccountedServer accounted = AccountedServer.open(
            ServerOptions.on(0).withFilter((source, message, known) -> holdsAt(message.get(message.position()))),
            (session, message) -> session.send(session.id().toString()));
    private final CommandCompleter spanish = completer(Language.ES);

    @AfterEach
    void close() {
        released.countDown();
        accounted.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'s'        | 's'         | sesiones  salir",
                "'se'       | 'sesiones'  |",
                "'  SES'    | 'sesiones'  |",
                "'e'        | 'enviar '   |",
                "'cu'       | 'cuenta'    |",
                "'c'        | 'c'         | cerrar  cuenta",
                "'ce'       | 'cerrar '   |",
                "'quit'     | 'quit'      |",
                "'sen'      | 'send '     |",
                "'x'        | 'x'         |",
                "''         | ''          | sesiones  enviar  cerrar  cuenta  ayuda  salir",
                "'sesiones '| 'sesiones ' |",
                "'nada ab'  | 'nada ab'   |",
                "'cerrar abcd e'| 'cerrar abcd e' |",
                "'enviar t' | 'enviar todos ' |",
                "'ENVIAR T' | 'ENVIAR todos ' |",
                "'cerrar T' | 'cerrar T'  |",
            })
    void commandsAreCompletedInTheUsersLanguage(String typed, String line, String choices) {
        assertEquals(new Completion(line, choices == null ? NONE : List.of(choices)), spanish.apply(typed));
    }

    @Test
    void inTheTextOfAMessageTabIsACharacter() {
        assertNull(spanish.apply("enviar todos uno"));
        assertNull(spanish.apply("send all "));
        assertNull(spanish.apply("enviar 0b8e "));
    }

    @Test
    void aUniqueBeginningIsCompletedToTheWholeId() {
        String id = accounted.peer().request("a");
        String other = accounted.peer().request("a");
        int distinct = SessionIds.commonBeginning(id, other).length() + 1;
        String typed = id.substring(0, distinct).toUpperCase();
        assertEquals(new Completion("enviar " + id + " ", NONE), spanish.apply("enviar " + typed));
        assertEquals(new Completion("close " + id, NONE), spanish.apply("close " + typed));
        assertEquals(new Completion("close " + id, NONE), spanish.apply("close " + id));
    }

    @Test
    void severalIdsAreListedWithTheirAddresses() {
        Peer one = accounted.peer();
        Peer two = accounted.peer();
        String first = one.request("a").substring(0, SessionIds.SHORT_LETTERS);
        String second = two.request("a").substring(0, SessionIds.SHORT_LETTERS);
        String common = SessionIds.commonBeginning(first, second);
        assertEquals(
                new Completion(
                        "cerrar " + common,
                        List.of(
                                first + "  127.0.0.1:" + one.address().getPort(),
                                second + "  127.0.0.1:" + two.address().getPort())),
                spanish.apply("cerrar "));
        List<String> choices = completer(Language.EN).apply("send ").choices();
        assertEquals(3, choices.size(), choices::toString);
        assertEquals("all", choices.get(0));
    }

    @Test
    void ofManyIdsTheFirstAreListedAndTheOthersCounted() {
        accounted.peers(CommandCompleter.MAX_CHOICES + 17).forEach(peer -> peer.request("a"));
        List<String> choices = spanish.apply("cerrar ").choices();
        assertEquals(CommandCompleter.MAX_CHOICES + 1, choices.size(), choices::toString);
        assertEquals("… y 17 más", choices.get(CommandCompleter.MAX_CHOICES));
    }

    @Test
    void anAnswerIsReusedForAMoment() {
        accounted.peer().request("a");
        assertEquals(NONE, spanish.apply("cerrar ").choices());
        accounted.peer().request("a");
        nanos.addAndGet(CommandCompleter.MAX_AGE.toNanos() - 1);
        assertEquals(NONE, spanish.apply("cerrar ").choices());
        nanos.addAndGet(1);
        assertEquals(2, spanish.apply("cerrar ").choices().size());
    }

    /** The reactor is held by its filter, and lists no sessions. */
    @Test
    void aBusyServerDelaysTabForALimitedTime() {
        Peer peer = accounted.peer();
        peer.request("a");
        peer.send("hold");
        await().until(() -> held.getCount() == 0);
        assertEquals(new Completion("cerrar ", NONE), spanish.apply("cerrar "));
        assertEquals(1, released.getCount());
        released.countDown();
        peer.receive();
        nanos.addAndGet(CommandCompleter.MAX_AGE.toNanos());
        String line = spanish.apply("cerrar ").line();
        assertTrue(line.matches("cerrar [0-9a-f-]{36}"), line);
    }

    @Test
    void aClosedServerHasNoIds() {
        accounted.peer().request("a");
        accounted.server().close();
        assertEquals(new Completion("cerrar ", NONE), spanish.apply("cerrar "));
        assertEquals(1, accounted.counters().get(Counter.OPENED));
    }

    private CommandCompleter completer(Language language) {
        return new CommandCompleter(accounted.server(), Messages.of(language), nanos::get);
    }

    private boolean holdsAt(byte letter) {
        if (letter == 'h') {
            held.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return true;
    }
}
