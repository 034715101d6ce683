package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.cli.text.CommandException;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;
import picocli.CommandLine;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        servidor                     | Orden desconocida: servidor; las hay: COMMANDS
        --port 9000                  | Opción desconocida: --port; véase paloma --help
        server --prot 9000           | Opción desconocida: --prot; ¿quiso decir --port? Véase paloma server --help
        server --bogus               | Opción desconocida: --bogus; véase paloma server --help
        server --timeout=5s          | Opción desconocida: --timeout=5s; ¿quiso decir --idle-timeout? Véase paloma server --help
        load --warm-up=1s --lang=en  | Unknown option: --warm-up=1s; did you mean --warmup? See paloma load --help
        server -x                    | Opción desconocida: -x; véase paloma server --help
        server 9000                  | Sobra el argumento 9000; véase paloma server --help
        server --port                | Falta el valor de --port; se espera un número de 0 a 65535
        server --port --quiet        | Falta el valor de --port; se espera un número de 0 a 65535
        server --port=               | Valor no válido para --port: «»; se espera un número de 0 a 65535
        server --port ocho           | Valor no válido para --port: «ocho»; se espera un número de 0 a 65535
        server --port 65536          | Valor no válido para --port: «65536»; se espera un número de 0 a 65535
        server --port -1             | Valor no válido para --port: «-1»; se espera un número de 0 a 65535
        server --transport bach      | Valor no válido para --transport: «bach»; se espera channel, batch o auto
        server --transport=          | Valor no válido para --transport: «»; se espera channel, batch o auto
        server --transport           | Falta el valor de --transport; se espera channel, batch o auto
        server --transport 1 --lang en | Invalid value for --transport: "1"; expected channel, batch or auto
        server --transprot batch     | Opción desconocida: --transprot; ¿quiso decir --transport? Véase paloma server --help
        server --workers 1025        | Valor no válido para --workers: «1025»; se espera un número de 0 a 1024
        server --workers -1          | Valor no válido para --workers: «-1»; se espera un número de 0 a 1024
        server --idle-timeout 5      | Valor no válido para --idle-timeout: «5»; se espera una duración de 1ms a 87648h como 30s, 5m o 1h
        server --idle-timeout 0s     | Valor no válido para --idle-timeout: «0s»; se espera una duración de 1ms a 87648h como 30s, 5m o 1h
        server --idle-timeout off    | Valor no válido para --idle-timeout: «off»; se espera una duración de 1ms a 87648h como 30s, 5m o 1h
        server --http 65536          | Valor no válido para --http: «65536»; se espera un puerto de 0 a 65535, o HOST:PUERTO como localhost:9090 o [::1]:9090
        server --http ::1:9090       | Valor no válido para --http: «::1:9090»; se espera un puerto de 0 a 65535, o HOST:PUERTO como localhost:9090 o [::1]:9090
        server --http                | Falta el valor de --http; se espera un puerto de 0 a 65535, o HOST:PUERTO como localhost:9090 o [::1]:9090
        server --http [fe80::1]:9090 | La dirección «fe80::1» es de un enlace; se espera también el enlace, como fe80::1%eth0
        server --host=               | Valor no válido para --host: «»; se espera un nombre o una dirección
        server --lang fr             | Valor no válido para --lang: «fr»; se espera es o en
        server --quiet=quizá         | Valor no válido para --quiet: «quizá»; se espera true o false
        client --port 0              | Valor no válido para --port: «0»; se espera un número de 1 a 65535
        client --timeout 2h          | Valor no válido para --timeout: «2h»; se espera una duración de 1ms a 1h, como 500ms, 2s o 1m
        client --keep-alive 14s      | Valor no válido para --keep-alive: «14s»; se espera una duración de 15s a 1h, u off
        client --lang en --port x    | Invalid value for --port: "x"; expected a number from 1 to 65535
        client --lang=en --bad       | Unknown option: --bad; see paloma client --help
        client --lang en --timeout   | --timeout needs a value; expected a duration from 1ms to 1h such as 500ms, 2s or 1m
        cliente                      | Orden desconocida: cliente; ¿quiso decir client? Las hay: COMMANDS
        hlep                         | Orden desconocida: hlep; ¿quiso decir --help? Las hay: COMMANDS
        server help                  | Sobra el argumento help; véase paloma server --help
        clinet --lang en             | Unknown command: clinet; did you mean client? There are: COMMANDS
        help servre --lang en        | Unknown command: servre; did you mean server? There are: COMMANDS
        server --host fe80::1        | La dirección «fe80::1» es de un enlace; se espera también el enlace, como fe80::1%eth0
        server --host [FE80::1]      | La dirección «FE80::1» es de un enlace; se espera también el enlace, como FE80::1%eth0
        client --host fe80::1        | La dirección «fe80::1» es de un enlace; se espera también el enlace, como fe80::1%eth0
        load --host fe80::1          | La dirección «fe80::1» es de un enlace; se espera también el enlace, como fe80::1%eth0
        load --host fe80::1 --lang en | The address "fe80::1" is of one link; expected the link as well, such as fe80::1%eth0
        load --host 127.0.0.1 --source ::1 | --source ::1/128 y el servidor 127.0.0.1 no son de la misma familia, IPv4 o IPv6
        load --serve --source ::1    | --source ::1/128 y el servidor 127.0.0.1 no son de la misma familia, IPv4 o IPv6
        """)
    void aUsageErrorIsOneLineWithTheExpectedInput(String arguments, String line) {
        assertEquals(2, run(arguments.split(" ")));
        assertEquals(line.replace("COMMANDS", commands()) + System.lineSeparator(), err.toString());
        assertEquals("", out.toString());
    }

    /** A name service may be slow. That is no usage error, after which a supervisor does not retry. */
    @ParameterizedTest
    @ValueSource(strings = {"server --echo", "load", "load --ping"})
    void anUnresolvedNameIsNoUsageError(String command) {
        assertEquals(1, run((command + " --host no.such.invalid").split(" ")));
        assertEquals(
                "No se conoce la máquina «no.such.invalid»; se espera un nombre o una dirección que exista\n",
                err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void theOptionsOfOtherCommandsAreNotRead() {
        Set<String> commands = Main.commandLine().getSubcommands().keySet();
        for (String subcommand : commands) {
            for (String other : commands) {
                assertEquals(
                        Set.of(subcommand),
                        Main.commandLine(subcommand, other).getSubcommands().keySet());
            }
        }
    }

    @Test
    void withoutACommandTheHelpIsPrintedAsAnError() {
        assertEquals(0, run("--help"));
        assertEquals(2, run());
        assertEquals(out.toString(), err.toString());
        assertTrue(err.toString().contains("Órdenes:\n  server "), err.toString());
        assertEquals(2, run("--lang", "en"));
        assertTrue(err.toString().contains("Commands:\n  server "), err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
    void anEchoServerIsForThisMachineOnly(String host) {
        assertEquals(2, run("server", "--echo", "--host", host));
        assertTrue(err.toString().startsWith("Un servidor que devuelve los mensajes tal cual (--echo"), err.toString());
        assertEquals(1, err.toString().lines().count());
        assertEquals(2, run("server", "--prefix", "", "--host", host, "--lang", "en"));
        assertTrue(err.toString().contains("\nA server that returns messages as they are"), err.toString());
    }

    @Test
    void aPrefixMustLeaveRoomForTheFirstAnswer() {
        assertEquals(2, run("server", "--prefix", "x".repeat(59), "--lang", "en"));
        assertTrue(
                err.toString().startsWith("The value of --prefix has 59 bytes, and 58 are the most"), err.toString());
        assertEquals(2, run("server", "--prefix", "x".repeat(30), "--amplification", "2", "--lang", "en"));
        assertTrue(
                err.toString().contains("\nThe value of --prefix has 30 bytes, and 29 are the most"), err.toString());
        assertEquals(2, run("load", "--serve", "--prefix", "x".repeat(59), "--lang", "en"));
        assertEquals(3, err.toString().lines().count());
    }

    @Test
    void typedTextIsPrintedAsSafeText() {
        run("server", "--\u001b[2J");
        assertEquals("Opción desconocida: --\\x1b[2J; véase paloma server --help\n", err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "server", "client"})
    void everyCommandHasHelpInBothLanguagesAndAVersion(String command) {
        List<String> words = command.isEmpty() ? List.of() : List.of(command);
        assertEquals(0, run(words, "--help"));
        assertTrue(out.toString().contains("\nUso: paloma"), out.toString());
        assertTrue(out.toString().contains("Muestra esta ayuda y termina."), out.toString());
        out.getBuffer().setLength(0);
        assertEquals(0, run(words, "--help", "--lang", "en"));
        assertTrue(out.toString().contains("\nUsage: paloma"), out.toString());
        assertTrue(out.toString().contains("Shows this help and exits."), out.toString());
        out.getBuffer().setLength(0);
        assertEquals(0, run(words, "--version"));
        assertTrue(out.toString().matches("paloma \\S+\\R"), out.toString());
        assertEquals("", err.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "help, --help",
        "help server, server --help",
        "help load --lang en, load --help --lang en",
        "help --lang en client, --lang en client --help",
        "help --help, --help"
    })
    void theHelpCommandIsTheHelpOption(String command, String option) {
        assertEquals(0, run(option.split(" ")));
        String help = out.toString();
        out.getBuffer().setLength(0);
        assertEquals(0, run(command.split(" ")));
        assertEquals(help, out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void anUnexpectedErrorIsOneLine() {
        String line = CommandException.unexpected(new IllegalStateException("a\nb"), Messages.of(Language.ES));
        assertEquals("Error inesperado: java.lang.IllegalStateException: a\\nb", line);
    }

    private static String commands() {
        return String.join(", ", Main.commandLine().getSubcommands().keySet());
    }

    private int run(List<String> words, String... more) {
        String[] arguments = new String[words.size() + more.length];
        words.toArray(arguments);
        System.arraycopy(more, 0, arguments, words.size(), more.length);
        return run(arguments);
    }

    private int run(String... arguments) {
        CommandLine paloma = Main.commandLine(arguments);
        paloma.setOut(new PrintWriter(out, true));
        paloma.setErr(new PrintWriter(err, true));
        return paloma.execute(arguments);
    }
}
