package paloma.cli;

import java.util.Locale;
import java.util.ResourceBundle;

/**
 * <em>Immutable.</em> What the console says, in one language: {@code paloma/cli/words_es.properties} and its siblings.
 * Texts with arguments are {@link String#format format strings}; the same file holds picocli's help texts.
 */
final class Words {
    private final ResourceBundle bundle;

    private Words(ResourceBundle bundle) {
        this.bundle = bundle;
    }

    static Words of(Language language) {
        return new Words(ResourceBundle.getBundle("paloma.cli.words", Locale.forLanguageTag(language.code())));
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
