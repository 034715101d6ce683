package paloma.cli.server;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;
import paloma.cli.text.NearMiss;

/** <em>Immutable.</em> A command of the server's console. Both of its names are accepted in either language. */
enum ConsoleCommand {
    SESSIONS("sesiones", "sessions"),
    SEND("enviar", "send"),
    CLOSE("cerrar", "close"),
    ACCOUNT("cuenta", "account"),
    HELP("ayuda", "help"),
    QUIT("salir", "quit");

    /** The argument of {@link #SEND} for all sessions, in Spanish and English. */
    private static final List<String> ALL = List.of("todos", "all");

    private final String spanish;
    private final String english;

    ConsoleCommand(String spanish, String english) {
        this.spanish = spanish;
        this.english = english;
    }

    /** Returns the command with this name, case-insensitive. */
    static Optional<ConsoleCommand> named(String word) {
        String name = word.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(command -> command.spanish.equals(name) || command.english.equals(name))
                .findFirst();
    }

    /** Returns the name of each command in {@code language}. */
    static List<String> names(Language language) {
        return Arrays.stream(values()).map(command -> command.name(language)).toList();
    }

    /** Returns the name that {@code word} was probably meant to be: one of {@code language}, else of the other. */
    static Optional<String> closest(String word, Language language) {
        return Arrays.stream(Language.values())
                .sorted((a, b) -> Boolean.compare(b == language, a == language))
                .flatMap(each -> NearMiss.of(word, names(each)).stream())
                .findFirst();
    }

    /** Returns whether {@code argument} of {@link #SEND} means all sessions. */
    static boolean isAll(String argument) {
        return ALL.contains(argument.toLowerCase(Locale.ROOT));
    }

    /** Returns the argument of {@link #SEND} for all sessions. */
    static String all(Language language) {
        return ALL.get(language == Language.ES ? 0 : 1);
    }

    String name(Language language) {
        return language == Language.ES ? spanish : english;
    }

    /** Returns whether the first argument is the ID of a session. */
    boolean takesId() {
        return this == SEND || this == CLOSE;
    }

    boolean takesArguments() {
        return this == SESSIONS || takesId();
    }

    /** Returns the name and the arguments. */
    String usage(Messages texts) {
        String key = "server.arguments." + this;
        String name = name(texts.language());
        return texts.contains(key) ? name + " " + texts.format(key) : name;
    }

    /** Returns a heading, a line for each command, and how IDs are abbreviated. */
    static List<String> help(Messages texts) {
        int width = Arrays.stream(values())
                .mapToInt(command -> command.usage(texts).length())
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        lines.add(texts.format("server.help.heading"));
        for (ConsoleCommand command : values()) {
            String usage = command.usage(texts);
            String help = texts.format("server.help." + command, SessionTableText.PAGE_ROWS);
            lines.add("  " + usage + " ".repeat(width - usage.length()) + "  " + help);
        }
        lines.add(texts.format("server.help.ids", SessionIds.MIN_LETTERS));
        lines.add(texts.format("server.help.tab"));
        return lines;
    }
}
