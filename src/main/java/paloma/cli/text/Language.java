package paloma.cli.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** <em>Immutable.</em> A language of the console. What goes over the wire does not depend on it. */
public enum Language {
    ES,
    EN;

    /** The two letters of {@code --lang}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All codes, as they are shown in help and errors. */
    static String codes() {
        return Arrays.stream(values()).map(Language::code).collect(Collectors.joining(", "));
    }

    /** The language with the code {@code text}, in any case. */
    public static Language parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /**
     * The language asked for by {@code args}, Spanish when none is or it is unknown. Looked up before the options are
     * parsed, so that errors in them and the help speak it too.
     */
    public static Language of(String... args) {
        Language language = ES;
        List<String> words = List.of(args);
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.startsWith("--lang=")) {
                language = orElse(word.substring("--lang=".length()), language);
            } else if (word.equals("--lang") && i + 1 < words.size()) {
                language = orElse(words.get(i + 1), language);
            }
        }
        return language;
    }

    private static Language orElse(String text, Language other) {
        return Arrays.stream(values())
                .filter(language -> language.code().equalsIgnoreCase(text))
                .findFirst()
                .orElse(other);
    }
}
