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
 * <em>Immutable.</em> The texts of the console in one language, read from {@code messages_es.properties} or
 * {@code messages_en.properties}. Texts with arguments are {@link String#format format strings}. The same file contains
 * picocli's help texts.
 */
public final class Messages {
    private static final Map<Language, Messages> CACHE = new ConcurrentHashMap<>();

    private final Language language;
    private final ResourceBundle bundle;

    private Messages(Language language, ResourceBundle bundle) {
        this.language = language;
        this.bundle = bundle;
    }

    public static Messages of(Language language) {
        return CACHE.computeIfAbsent(language, Messages::load);
    }

    /**
     * Reads the file directly: the search of {@link ResourceBundle} among locales, modules and services takes longer.
     */
    private static Messages load(Language language) {
        String file = "messages_" + language.code() + ".properties";
        return new Messages(language, bundle(file, Messages.class.getResourceAsStream(file)));
    }

    /**
     * Reads a bundle from UTF-8.
     *
     * @throws NullPointerException with the file's name, if the stream is null
     * @throws UncheckedIOException with the file's name, if the stream is not valid UTF-8
     */
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

    /** Formats the text {@code key} with {@code arguments}, in the root locale: numbers without grouping. */
    public String format(String key, Object... arguments) {
        return String.format(Locale.ROOT, bundle.getString(key), arguments);
    }

    /** Returns whether the bundle contains {@code key}. */
    public boolean contains(String key) {
        return bundle.containsKey(key);
    }

    public ResourceBundle bundle() {
        return bundle;
    }
}
