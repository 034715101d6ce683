package paloma.cli.text;

import java.util.Locale;
import java.util.ResourceBundle;

/**
 * <em>Immutable.</em> The texts of the console in one language.
 *
 * <p>They are a {@link ResourceBundle} of {@code messages_es.properties} or {@code messages_en.properties}, in UTF-8. Texts
 * with arguments are {@link String#format format strings}. The same file contains picocli's help texts.
 */
public final class Messages {
    private static final String BASE_NAME = Messages.class.getPackageName() + ".messages";

    private final Language language;
    private final ResourceBundle bundle;

    private Messages(Language language) {
        this.language = language;
        bundle = ResourceBundle.getBundle(BASE_NAME, Locale.forLanguageTag(language.code()));
    }

    public static Messages of(Language language) {
        return new Messages(language);
    }

    public Language language() {
        return language;
    }

    /**
     * Formats the text {@code key} with {@code arguments}, in the root locale: numbers without grouping.
     *
     * @throws java.util.MissingResourceException when there is no such text
     */
    public String format(String key, Object... arguments) {
        return String.format(Locale.ROOT, bundle.getString(key), arguments);
    }

    /**
     * Formats the text for a number of things: {@code key.one} for 1, otherwise {@code key.other}.
     *
     * @throws java.util.MissingResourceException when there is no such text
     */
    public String plural(String key, long number, Object... arguments) {
        return format(key + (number == 1 ? ".one" : ".other"), arguments);
    }

    /** Returns whether the bundle contains {@code key}. */
    public boolean contains(String key) {
        return bundle.containsKey(key);
    }

    /** Returns the first of {@code keys} that the bundle contains, or null. */
    public String find(String... keys) {
        for (String key : keys) {
            if (contains(key)) {
                return key;
            }
        }
        return null;
    }

    public ResourceBundle bundle() {
        return bundle;
    }
}
