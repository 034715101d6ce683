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
 * <em>Any thread.</em> Used by one thread. Executes the commands entered at the server's console. Spanish and English
 * commands are accepted in either language.
 */
public final class ServerConsole {
    private static final String PROMPT = "> ";
    private static final int MIN_ID_PREFIX = 4;
    private static final long COMMAND_TIMEOUT_SECONDS = 5;

    private final Server server;
    private final Messages texts;
    private final AsyncPrinter out;
    private final Runnable stop;

    public ServerConsole(Server server, Messages texts, AsyncPrinter out, Runnable stop) {
        this.server = server;
        this.texts = texts;
        this.out = out;
        this.stop = stop;
    }

    /** Executes commands until the input ends or fails; the server continues. */
    public void readAll(Console console) {
        try {
            for (InputLine line = console.read(PROMPT, null); line != null; line = console.read(PROMPT, null)) {
                executeOrReport(line);
            }
        } catch (IOException e) {
            // The input is not readable: a service or a background job.
        }
    }

    /** An unexpected exception ends only the command that caused it. */
    private void executeOrReport(InputLine line) {
        try {
            if (line.isUtf8()) {
                execute(line.text());
            } else {
                out.print(line.encodingError(texts));
            }
        } catch (RuntimeException e) {
            out.print(CommandException.unexpected(e, texts));
        }
    }

    private void execute(String line) {
        String[] parts = line.strip().split("\\s+", 2);
        String rest = parts.length > 1 ? parts[1] : "";
        switch (parts[0].toLowerCase(Locale.ROOT)) {
            case "" -> {}
            case "sesiones", "sessions" -> await(server.sessions(), this::list);
            case "enviar", "send" -> send(rest);
            case "ayuda", "help" -> out.print(texts.format("server.commands"));
            case "salir", "quit" -> stop.run();
            default -> out.print(texts.format("server.command.unknown", SafeText.of(parts[0])));
        }
    }

    private void list(List<Session> sessions) {
        new SessionTableText(texts, ZoneId.systemDefault()).lines(sessions).forEach(out::print);
    }

    private void send(String arguments) {
        String[] parts = arguments.split("\\s", 2);
        if (parts.length < 2 || parts[1].isEmpty()) {
            out.print(texts.format("server.send.usage"));
            return;
        }
        ByteBuffer message = ConsoleProtocol.utf8(parts[1]);
        switch (parts[0].toLowerCase(Locale.ROOT)) {
            case "todos", "all" ->
                await(server.broadcast(message), count -> out.print(texts.format("server.sent.all", count)));
            default -> await(server.sessions(), all -> send(withIdPrefix(parts[0], all), parts[0], message));
        }
    }

    private List<Session> withIdPrefix(String id, List<Session> all) {
        String prefix = id.toLowerCase(Locale.ROOT);
        return prefix.length() < MIN_ID_PREFIX
                ? List.of()
                : all.stream()
                        .filter(session -> session.id().toString().startsWith(prefix))
                        .toList();
    }

    private void send(List<Session> matching, String id, ByteBuffer message) {
        if (matching.size() != 1) {
            String key = matching.isEmpty() ? "server.session.unknown" : "server.session.ambiguous";
            out.print(texts.format(key, SafeText.of(id), matching.size()));
            return;
        }
        Session session = matching.get(0);
        boolean sent = session.push(message);
        out.print(texts.format(sent ? "server.sent" : "server.not-sent", session.id()));
    }

    /**
     * Waits for {@code outcome}, so that {@code action} runs on this thread, not on the reactor, and in the order of
     * the commands.
     */
    private <T> void await(CompletableFuture<T> outcome, Consumer<T> action) {
        try {
            action.accept(outcome.get(COMMAND_TIMEOUT_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            out.print(texts.format("server.command.failed"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
