package paloma.cli.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import paloma.Session;
import paloma.cli.console.Console;
import paloma.cli.console.ConsoleProtocol;
import paloma.cli.console.InputLine;
import paloma.cli.output.AsyncPrinter;
import paloma.cli.text.CommandException;
import paloma.cli.text.Messages;
import paloma.cli.text.SafeText;
import paloma.server.Server;

/**
 * <em>One thread.</em> Carries out what the person at the server's console types. The Spanish and the English commands
 * are understood in either language.
 */
public final class ServerConsole {
    private static final String PROMPT = "> ";
    private static final int SHORTEST_ID = 4;
    private static final long PATIENCE_SECONDS = 5;

    private final Server server;
    private final Messages words;
    private final AsyncPrinter out;
    private final Runnable stop;

    public ServerConsole(Server server, Messages words, AsyncPrinter out, Runnable stop) {
        this.server = server;
        this.words = words;
        this.out = out;
        this.stop = stop;
    }

    /** Reads commands until the input ends or breaks, neither of which concerns the server. */
    public void readAll(Console console) {
        try {
            for (InputLine line = console.read(PROMPT, null); line != null; line = console.read(PROMPT, null)) {
                executeOrTell(line);
            }
        } catch (IOException e) {
            // Not readable: a service or a background job, which has no use for commands.
        }
    }

    /** A command that fails by an error of ours costs that command only. */
    private void executeOrTell(InputLine line) {
        try {
            if (line.isUtf8()) {
                execute(line.text());
            } else {
                out.print(line.refusal(words));
            }
        } catch (RuntimeException e) {
            out.print(CommandException.unexpected(e, words));
        }
    }

    private void execute(String line) {
        String[] parts = line.strip().split("\\s+", 2);
        String rest = parts.length > 1 ? parts[1] : "";
        switch (parts[0].toLowerCase(Locale.ROOT)) {
            case "" -> {}
            case "sesiones", "sessions" -> await(server.sessions(), this::list);
            case "enviar", "send" -> send(rest);
            case "ayuda", "help" -> out.print(words.say("server.commands"));
            case "salir", "quit" -> stop.run();
            default -> out.print(words.say("server.command.unknown", SafeText.text(parts[0])));
        }
    }

    private void list(List<Session> sessions) {
        // Made when a list is asked for, and not with the console: the rules of time zones take their time to load.
        new SessionTableText(words, ZoneId.systemDefault()).lines(sessions).forEach(out::print);
    }

    private void send(String arguments) {
        String[] parts = arguments.split("\\s", 2);
        if (parts.length < 2 || parts[1].isEmpty()) {
            out.print(words.say("server.send.usage"));
            return;
        }
        ByteBuffer message = ConsoleProtocol.utf8(parts[1]);
        switch (parts[0].toLowerCase(Locale.ROOT)) {
            case "todos", "all" ->
                await(server.broadcast(message), count -> out.print(words.say("server.sent.all", count)));
            default -> await(server.sessions(), all -> send(named(parts[0], all), parts[0], message));
        }
    }

    private List<Session> named(String id, List<Session> all) {
        String start = id.toLowerCase(Locale.ROOT);
        return start.length() < SHORTEST_ID
                ? List.of()
                : all.stream()
                        .filter(session -> session.id().toString().startsWith(start))
                        .toList();
    }

    private void send(List<Session> named, String id, ByteBuffer message) {
        if (named.size() != 1) {
            String key = named.isEmpty() ? "server.session.unknown" : "server.session.ambiguous";
            out.print(words.say(key, SafeText.text(id), named.size()));
            return;
        }
        Session session = named.get(0);
        boolean sent = session.push(message);
        out.print(words.say(sent ? "server.sent" : "server.not-sent", session.id()));
    }

    /** Waits, so that what {@code then} does is done here and not on the reactor, and in the order of the commands. */
    private <T> void await(CompletableFuture<T> outcome, Consumer<T> then) {
        try {
            then.accept(outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            out.print(words.say("server.command.failed"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
