package paloma.cli.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import java.util.concurrent.ConcurrentHashMap;

/**
 * <em>Immutable.</em> What the console says, in one language: {@code paloma/cli/text/words_es.properties} and its siblings.
 * Texts with arguments are {@link String#format format strings}; the same file holds picocli's help texts.
 */
public final class Messages {
    private static final Map<Language, Messages> READ = new ConcurrentHashMap<>();

    private final Language language;
    private final ResourceBundle bundle;

    private Messages(Language language, ResourceBundle bundle) {
        this.language = language;
        this.bundle = bundle;
    }

    public static Messages of(Language language) {
        return READ.computeIfAbsent(language, Messages::read);
    }

    /** Without the runtime's search among locales, modules and services, which takes longer than to read. */
    private static Messages read(Language language) {
        String file = "words_" + language.code() + ".properties";
        return new Messages(language, bundle(file, Messages.class.getResourceAsStream(file)));
    }

    /** What {@code stream} holds; a file that is missing, or not in UTF-8, is a bug whose error names it. */
    static ResourceBundle bundle(String file, InputStream stream) {
        Objects.requireNonNull(stream, file);
        try (Reader text = new InputStreamReader(stream, StandardCharsets.UTF_8.newDecoder())) {
            return new PropertyResourceBundle(text);
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    public Language language() {
        return language;
    }

    /** The text {@code key} with {@code arguments} in its places; numbers without grouping. */
    public String say(String key, Object... arguments) {
        return String.format(Locale.ROOT, bundle.getString(key), arguments);
    }

    /** Whether there is a text {@code key}. */
    public boolean has(String key) {
        return bundle.containsKey(key);
    }

    public ResourceBundle bundle() {
        return bundle;
    }
}
