package paloma.cli.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import paloma.Session;
import paloma.cli.console.Completion;
import paloma.cli.option.HostPort;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;
import paloma.server.Server;

/**
 * <em>Any thread.</em> Used by one thread. Completes a line of the server's console: the command, and the ID of a live
 * session.
 */
final class CommandCompleter implements Function<String, Completion> {
    /** Matching sessions that are listed. */
    static final int MAX_CHOICES = 20;

    /** Longest wait for the live sessions. The console prints no lines meanwhile. */
    static final Duration MAX_WAIT = Duration.ofMillis(300);

    /** How long a search is reused. While Tab is held, the reactor lists its sessions once in this time. */
    static final Duration MAX_AGE = Duration.ofSeconds(1);

    private final Server server;
    private final Messages texts;
    private final LongSupplier nanoTime;
    private Matches latest; // null before the first search

    /**
     * <em>Immutable.</em> The sessions whose ID begins with {@code prefix}. It references no session.
     *
     * @param common the longest common beginning of their IDs; {@code prefix} when there are none
     * @param choices a line for each of the first {@link #MAX_CHOICES}, and one for the number of the others
     */
    private record Matches(String prefix, int count, String common, List<String> choices, long foundAtNanos) {}

    /** @param nanoTime as {@link System#nanoTime()} */
    CommandCompleter(Server server, Messages texts, LongSupplier nanoTime) {
        this.server = server;
        this.texts = texts;
        this.nanoTime = nanoTime;
    }

    /**
     * Completes the word at the end of {@code typed}.
     *
     * @param typed the line up to the cursor
     * @return null in the text of a message, where Tab is a character
     */
    @Override
    public Completion apply(String typed) {
        String[] words = typed.stripLeading().split("\\s+", 3);
        if (words.length == 1) {
            return completeCommand(words[0]);
        }
        ConsoleCommand command = ConsoleCommand.named(words[0]).orElse(null);
        if (words.length == 2 && command != null && command.takesId()) {
            return completeArgument(command, words[0], words[1]);
        }
        return command == ConsoleCommand.SEND ? null : new Completion(typed, List.of());
    }

    /** Completes names of the user's language, else of the other one. */
    private Completion completeCommand(String typed) {
        List<String> names = namesWithPrefix(typed, texts.language());
        for (Language language : Language.values()) {
            names = names.isEmpty() ? namesWithPrefix(typed, language) : names;
        }
        String common = names.stream().reduce(SessionIds::commonBeginning).orElse(typed);
        if (names.size() > 1) {
            return new Completion(common, List.of(String.join("  ", names)));
        }
        boolean hasArgument =
                ConsoleCommand.named(common).filter(ConsoleCommand::takesId).isPresent();
        return new Completion(hasArgument ? common + " " : common, List.of());
    }

    private static List<String> namesWithPrefix(String typed, Language language) {
        String prefix = typed.toLowerCase(Locale.ROOT);
        return ConsoleCommand.names(language).stream()
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    private Completion completeArgument(ConsoleCommand command, String commandName, String typed) {
        String prefix = typed.toLowerCase(Locale.ROOT);
        Matches sessions = matches(prefix);
        List<String> choices = new ArrayList<>(sessions.choices());
        int count = sessions.count();
        String common = sessions.common();
        String all = ConsoleCommand.all(texts.language());
        if (command == ConsoleCommand.SEND && all.startsWith(prefix)) {
            choices.add(0, all);
            common = count == 0 ? all : SessionIds.commonBeginning(all, common);
            count++;
        }
        if (count == 0) {
            common = typed;
        }
        String end = count == 1 && command == ConsoleCommand.SEND ? " " : "";
        return new Completion(commandName + " " + common + end, count == 1 ? List.of() : choices);
    }

    private Matches matches(String prefix) {
        long now = nanoTime.getAsLong();
        if (latest == null || !latest.prefix().equals(prefix) || now - latest.foundAtNanos() >= MAX_AGE.toNanos()) {
            latest = search(prefix, now);
        }
        return latest;
    }

    private Matches search(String prefix, long now) {
        List<Session> found = SessionIds.withPrefix(prefix, liveSessions());
        String common = found.stream()
                .map(session -> session.id().toString())
                .reduce(SessionIds::commonBeginning)
                .orElse(prefix);
        List<Session> shown = found.subList(0, Math.min(found.size(), MAX_CHOICES));
        int letters = SessionIds.distinctLetters(shown, found);
        List<String> choices = new ArrayList<>();
        for (Session session : shown) {
            choices.add(session.id().toString().substring(0, letters) + "  " + HostPort.of(session.remoteAddress()));
        }
        if (shown.size() < found.size()) {
            choices.add(texts.format("server.choices.more", found.size() - shown.size()));
        }
        return new Matches(prefix, found.size(), common, choices, now);
    }

    /** Returns no sessions when the server does not list them within {@link #MAX_WAIT}. */
    private List<Session> liveSessions() {
        CompletableFuture<List<Session>> sessions = server.sessions();
        try {
            return sessions.get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            sessions.cancel(false);
        } catch (ExecutionException e) {
            // The server is closed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of();
    }
}
