package paloma.cli.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
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
    private static final String PAGE_NUMBER = "\\d{1,9}";
    private static final long COMMAND_TIMEOUT_SECONDS = 5;

    private final Server server;
    private final Console console;
    private final Messages texts;
    private final AsyncPrinter out;
    private final Runnable stop;
    private final Instant startedAt = Instant.now();
    private final long startedAtNanos = System.nanoTime();

    /** @param server just opened: its uptime begins now */
    public ServerConsole(Server server, Console console, Messages texts, AsyncPrinter out, Runnable stop) {
        this.server = server;
        this.console = console;
        this.texts = texts;
        this.out = out;
        this.stop = stop;
    }

    /** Executes commands until the input ends or fails; the server continues. */
    public void readAll() {
        console.completeWith(new CommandCompleter(server, texts, System::nanoTime));
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
        if (parts[0].isEmpty()) {
            return;
        }
        Optional<ConsoleCommand> command = ConsoleCommand.named(parts[0]);
        if (command.isEmpty()) {
            printUnknown(parts[0]);
            return;
        }
        if (!rest.isEmpty() && !command.get().takesArguments()) {
            printUsage(command.get());
            return;
        }
        switch (command.get()) {
            case SESSIONS -> list(rest);
            case SEND -> send(rest);
            case CLOSE -> close(rest);
            case ACCOUNT -> printAccount();
            case HELP -> ConsoleCommand.help(texts).forEach(out::print);
            case QUIT -> stop.run();
        }
    }

    private void printUnknown(String word) {
        String line = ConsoleCommand.closest(word, texts.language())
                .map(closest -> texts.format("server.command.unknown.closest", SafeText.of(word), closest))
                .orElseGet(() -> texts.format(
                        "server.command.unknown",
                        SafeText.of(word),
                        String.join(", ", ConsoleCommand.names(texts.language()))));
        out.print(line);
    }

    private void printUsage(ConsoleCommand command) {
        out.print(texts.format("server.command.usage", command.usage(texts)));
    }

    private void list(String page) {
        if (!page.isEmpty() && !page.matches(PAGE_NUMBER)) {
            printUsage(ConsoleCommand.SESSIONS);
            return;
        }
        int number = page.isEmpty() ? 1 : Integer.parseInt(page);
        await(
                server.sessions(),
                sessions -> new SessionTableText(texts, now(), console.columns())
                        .page(sessions, number)
                        .forEach(out::print));
    }

    /** The time on the clock of the sessions, which does not follow later changes of the wall clock. */
    private Instant now() {
        return startedAt.plus(uptime());
    }

    private Duration uptime() {
        return Duration.ofNanos(System.nanoTime() - startedAtNanos);
    }

    private void send(String arguments) {
        String[] parts = arguments.split("\\s", 2);
        if (parts.length < 2 || parts[1].isEmpty()) {
            printUsage(ConsoleCommand.SEND);
            return;
        }
        ByteBuffer message = ConsoleProtocol.utf8(parts[1]);
        if (ConsoleCommand.isAll(parts[0])) {
            await(server.broadcast(message), count -> out.print(texts.format("server.sent.all", count)));
        } else {
            withSession(parts[0], session -> {
                boolean sent = session.push(message);
                out.print(texts.format(sent ? "server.sent" : "server.not-sent", session.id()));
            });
        }
    }

    private void close(String id) {
        if (!id.matches("\\S+")) {
            printUsage(ConsoleCommand.CLOSE);
            return;
        }
        withSession(id, session -> {
            // Before the line of the event.
            out.print(texts.format("server.closing", session.id()));
            ConsoleHandler.closeByOperator(session);
        });
    }

    private void printAccount() {
        new AccountText(texts, server.counters(), server.kernelDrops())
                .lines(LocalTime.ofInstant(now(), ZoneId.systemDefault()), uptime())
                .forEach(out::print);
    }

    /** Calls {@code action} with the session whose ID begins with {@code letters}, or prints why there is not one. */
    private void withSession(String letters, Consumer<Session> action) {
        if (letters.length() < SessionIds.MIN_LETTERS) {
            out.print(texts.format("server.session.short", SafeText.of(letters), SessionIds.MIN_LETTERS));
            return;
        }
        await(server.sessions(), all -> {
            List<Session> matching = SessionIds.withPrefix(letters, all);
            if (matching.size() == 1) {
                action.accept(matching.get(0));
            } else {
                String key = matching.isEmpty() ? "server.session.unknown" : "server.session.ambiguous";
                out.print(texts.format(key, SafeText.of(letters), matching.size()));
            }
        });
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
