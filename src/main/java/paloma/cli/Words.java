package paloma.cli;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import java.util.concurrent.ConcurrentHashMap;

/**
 * <em>Immutable.</em> What the console says, in one language: {@code paloma/cli/words_es.properties} and its siblings.
 * Texts with arguments are {@link String#format format strings}; the same file holds picocli's help texts.
 */
final class Words {
    private static final Map<Language, Words> READ = new ConcurrentHashMap<>();

    private final Language language;
    private final ResourceBundle bundle;

    private Words(Language language, ResourceBundle bundle) {
        this.language = language;
        this.bundle = bundle;
    }

    static Words of(Language language) {
        return READ.computeIfAbsent(language, Words::read);
    }

    /** Without the runtime's search among locales, modules and services, which takes longer than to read. */
    private static Words read(Language language) {
        String file = "words_" + language.code() + ".properties";
        try (Reader text = new InputStreamReader(Words.class.getResourceAsStream(file), StandardCharsets.UTF_8)) {
            return new Words(language, new PropertyResourceBundle(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Language language() {
        return language;
    }

    /** The text {@code key} with {@code arguments} in its places; numbers without grouping. */
    String say(String key, Object... arguments) {
        return String.format(Locale.ROOT, bundle.getString(key), arguments);
    }

    /** Whether there is a text {@code key}. */
    boolean has(String key) {
        return bundle.containsKey(key);
    }

    ResourceBundle bundle() {
        return bundle;
    }
}
