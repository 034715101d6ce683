package paloma.cli.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paloma.cli.console.Console;
import paloma.cli.console.ConsoleProtocol;
import paloma.cli.console.InputLine;
import paloma.cli.option.DurationValue;
import paloma.cli.output.AsyncPrinter;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;
import paloma.server.AccountedServer;
import paloma.server.Peer;

class ServerConsoleTest {
    private final List<String> printed = Collections.synchronizedList(new ArrayList<>());
    private final AsyncPrinter out = new AsyncPrinter("test-out", printed::add, Long::toString);
    private final AtomicInteger stops = new AtomicInteger();
    private final AccountedServer server = AccountedServer.open(handler());

    @AfterEach
    void close() {
        server.close();
        out.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "ES # cerar 0b8e # Orden desconocida: cerar; ¿quiso decir cerrar?",
                "EN # acount # Unknown command: acount; did you mean account?",
                "ES # acount # Orden desconocida: acount; ¿quiso decir account?",
                "ES # borra todo # Orden desconocida: borra; las hay: sesiones, enviar, cerrar, cuenta, ayuda, salir",
                "EN # list # Unknown command: list; there are: sessions, send, close, account, help, quit",
                "ES # a\u001b[2Jyuda # Orden desconocida: a\\x1b[2Jyuda; las hay: sesiones, enviar, cerrar, cuenta, ayuda, salir",
                "ES # cerrar # Se espera: cerrar <ID>",
                "ES # cerrar 0b8e c0ff # Se espera: cerrar <ID>",
                "EN # close # Expected: close <ID>",
                "ES # sesiones dos # Se espera: sesiones [página]",
                "EN # sessions -1 # Expected: sessions [page]",
                "ES # sesiones 2 # No hay sesiones",
                "ES # enviar todos # Se espera: enviar <ID|todos> <texto>",
                "EN # send all # Expected: send <ID|all> <text>",
                "ES # cuenta x # Se espera: cuenta",
                "EN # account 2 # Expected: account",
                "ES # ayuda cerrar # Se espera: ayuda",
                "EN # help send # Expected: help",
                "ES # enviar todos hola # Enviado; sesiones: 0",
                "EN # send all hello # Sent; sessions: 0",
                "ES # cerrar 0b8 # El ID 0b8 es demasiado corto; se esperan 4 letras o más",
                "EN # send de facto # The ID de is too short; expected 4 letters or more",
                "ES # cerrar 0b8e4a3c # No hay ninguna sesión con el ID 0b8e4a3c; véase sesiones",
                "EN # close 0b8e4a3c # No session has the ID 0b8e4a3c; see sessions",
                "ES # cerrar \u202e1234 # No hay ninguna sesión con el ID \\u202e1234; véase sesiones",
            })
    void aWrongCommandIsExplainedInOneLine(Language language, String command, String line) {
        assertEquals(List.of(line), enter(language, command));
    }

    @Test
    void theOperatorClosesASessionByTheBeginningOfItsId() {
        Peer peer = server.peer();
        Peer other = server.peer();
        String id = idOf(peer);
        String otherId = idOf(other);
        int letters = Math.max(
                SessionIds.MIN_LETTERS,
                1 + SessionIds.commonBeginning(id, otherId).length());
        String start = id.substring(0, letters).toUpperCase();
        assertEquals("Se cierra " + id, enter(Language.ES, "cerrar " + start).get(0));
        assertEquals("El servidor se desconecta", peer.receive());
        assertEquals("Tu mensaje fue: b", other.request("b"));
        server.server().close();
        out.drain();
        assertTrue(lines().contains("Sesión " + id + " cerrada: por orden del operador"), this::all);
        assertTrue(lines().contains("Sesión " + otherId + " cerrada: el servidor se detiene"), this::all);
    }

    @Test
    void anAmbiguousBeginningIsRefused() {
        Set<String> starts = new HashSet<>();
        String start = start(server.peer());
        while (starts.add(start)) {
            start = start(server.peer());
        }
        assertEquals(
                List.of("El ID " + start + " corresponde a 2 sesiones; escríbase más de él"),
                enter(Language.ES, "cerrar " + start));
        assertEquals(
                List.of("The ID " + start + " fits 2 sessions; type more of it"),
                enter(Language.EN, "send " + start + " text"));
    }

    @ParameterizedTest
    @CsvSource({"ES, salir todo, Se espera: salir", "EN, quit now, Expected: quit"})
    void anArgumentOfTheStopCommandIsRefused(Language language, String command, String line) {
        assertEquals(List.of(line), enter(language, command));
        assertEquals(0, stops.get());
        assertEquals(List.of(), enter(language, command.split(" ")[0]));
        assertEquals(1, stops.get());
    }

    @Test
    void theAccountIsPrintedUnderAHeading() {
        idOf(server.peer());
        List<String> lines = enter(Language.EN, "cuenta");
        assertTrue(
                lines.get(0).matches("Account at \\d\\d:\\d\\d:\\d\\d; the server has been up for \\d.*"),
                lines::toString);
        assertTrue(lines.get(1).matches("Received datagrams +1"), lines::toString);
        assertTrue(lines.stream().anyMatch(line -> line.matches("  live +1")), lines::toString);
        assertEquals(
                lines.subList(1, lines.size()), enter(Language.EN, "Account").subList(1, lines.size()));
    }

    @Test
    void aPageOfSessionsIsPrinted() {
        server.peers(21).forEach(this::idOf);
        List<String> lines = enter(Language.ES, "sesiones 2");
        assertEquals("Sesiones vivas: 21; página 2 de 2", lines.get(0));
        assertEquals(3, lines.size(), lines::toString);
        assertEquals(20 + 3, enter(Language.ES, "sesiones").size());
    }

    private String idOf(Peer peer) {
        assertEquals("Tu mensaje fue: a", peer.request("a"));
        return server.server().sessions().join().stream()
                .filter(session -> session.remoteAddress().equals(peer.address()))
                .map(session -> session.id().toString())
                .findFirst()
                .orElseThrow();
    }

    private String start(Peer peer) {
        return idOf(peer).substring(0, SessionIds.MIN_LETTERS);
    }

    /** Returns the lines printed for {@code command}. */
    private List<String> enter(Language language, String command) {
        out.drain();
        printed.clear();
        new ServerConsole(server.server(), new TypedLines(command), Messages.of(language), out, stops::incrementAndGet)
                .readAll();
        out.drain();
        return lines();
    }

    private List<String> lines() {
        synchronized (printed) {
            return String.join("", printed).lines().toList();
        }
    }

    private String all() {
        return String.join("\n", lines());
    }

    private ConsoleHandler handler() {
        ConsoleProtocol protocol = new ConsoleProtocol("Tu mensaje fue: ", false);
        return new ConsoleHandler(
                new ConsoleOptions(protocol, DurationValue.parse("90s"), false, false), Messages.of(Language.ES), out);
    }

    /** Lines that were typed before. */
    private static final class TypedLines implements Console {
        private final Deque<String> lines;

        TypedLines(String... lines) {
            this.lines = new ArrayDeque<>(Arrays.asList(lines));
        }

        @Override
        public InputLine read(String prompt, String endLine) {
            String line = lines.poll();
            return line == null ? null : new InputLine(line, line.length());
        }

        @Override
        public int columns() {
            return 80;
        }

        @Override
        public void write(String lines) {}

        @Override
        public void stopReading() {}
    }
}
