package paloma.cli.text;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** <em>Immutable.</em> A language of the console. The messages of the protocol do not depend on it. */
public enum Language {
    ES,
    EN;

    /** The environment variable that chooses the language when {@code --lang} does not. */
    static final String VARIABLE = "PALOMA_LANG";

    /** Returns the two-letter value of {@code --lang}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns all codes for help texts and errors, separated by commas. */
    static String codes() {
        return Arrays.stream(values()).map(Language::code).collect(Collectors.joining(", "));
    }

    /** Returns the language with the code {@code text}, case-insensitive. */
    public static Language parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** Returns the language that {@code args} choose, else Spanish. */
    public static Language of(String... args) {
        return ofOption(args).orElse(ES);
    }

    /**
     * Returns the language that {@code args} choose, else {@link #VARIABLE}; empty if neither names one. Called before the
     * options are parsed, so that usage errors and help are in this language too.
     */
    public static Optional<Language> chosen(Map<String, String> environment, String... args) {
        return ofOption(args).or(() -> find(environment.getOrDefault(VARIABLE, ""), Optional.empty()));
    }

    /** @throws CommandException when {@link #VARIABLE} is set and names no language */
    public static void checkVariable(Map<String, String> environment) {
        String value = environment.getOrDefault(VARIABLE, "");
        if (!value.isEmpty() && find(value, Optional.empty()).isEmpty()) {
            Messages texts = Messages.of(ES);
            String expected = texts.format("expected.lang");
            throw new CommandException(
                    CommandException.USAGE_ERROR,
                    texts.format("usage-error.wrong-value", VARIABLE, SafeText.of(value), expected));
        }
    }

    /** Returns whether the locale of messages is English: that of LC_ALL, LC_MESSAGES or LANG, in the order of POSIX. */
    public static boolean isEnglishLocale(Map<String, String> environment) {
        for (String variable : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
            String locale = environment.getOrDefault(variable, "");
            if (!locale.isEmpty()) {
                return locale.startsWith("en") && (locale.length() == 2 || !Character.isLetter(locale.charAt(2)));
            }
        }
        return false;
    }

    /** Returns the language of the last {@code --lang} with a valid code. */
    private static Optional<Language> ofOption(String... args) {
        Optional<Language> language = Optional.empty();
        for (int i = 0; i < args.length; i++) {
            if (args[i].startsWith("--lang=")) {
                language = find(args[i].substring("--lang=".length()), language);
            } else if (args[i].equals("--lang") && i + 1 < args.length) {
                language = find(args[i + 1], language);
            }
        }
        return language;
    }

    private static Optional<Language> find(String code, Optional<Language> otherwise) {
        return Arrays.stream(values())
                .filter(language -> language.code().equalsIgnoreCase(code))
                .findFirst()
                .or(() -> otherwise);
    }
}
