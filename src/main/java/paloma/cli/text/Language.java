package paloma.cli.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** <em>Immutable.</em> A language of the console. The messages of the protocol do not depend on it. */
public enum Language {
    ES,
    EN;

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

    /**
     * Returns the language that {@code args} select, Spanish if none or unknown. Called before the options are parsed,
     * so that usage errors and help are in this language too.
     */
    public static Language of(String... args) {
        Language language = ES;
        List<String> arguments = List.of(args);
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            if (word.startsWith("--lang=")) {
                language = parseOr(word.substring("--lang=".length()), language);
            } else if (word.equals("--lang") && i + 1 < arguments.size()) {
                language = parseOr(arguments.get(i + 1), language);
            }
        }
        return language;
    }

    private static Language parseOr(String text, Language fallback) {
        return Arrays.stream(values())
                .filter(language -> language.code().equalsIgnoreCase(text))
                .findFirst()
                .orElse(fallback);
    }
}
