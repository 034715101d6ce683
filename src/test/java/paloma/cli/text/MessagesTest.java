package paloma.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import paloma.BatchRefusal;
import paloma.CloseReason;
import paloma.TransportChoice;
import paloma.cli.Main;
import paloma.cli.option.UsageErrors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class MessagesTest {
    private static final Pattern PLACE = Pattern.compile("%[^%]");

    private final Messages es = Messages.of(Language.ES);
    private final Messages en = Messages.of(Language.EN);

    @Test
    void bothLanguagesHaveTheSameKeys() {
        assertEquals(
                new TreeSet<>(es.bundle().keySet()), new TreeSet<>(en.bundle().keySet()));
    }

    @Test
    void bothLanguagesHaveTheSamePlacesForArguments() {
        for (String key : es.bundle().keySet()) {
            assertEquals(places(es, key), places(en, key), key);
        }
    }

    @Test
    void eachLanguageHasAFileInUtf8() throws IOException {
        for (Language language : Language.values()) {
            // Without the file the bundle would be that of the default locale.
            assertEquals(
                    language.code(), Messages.of(language).bundle().getLocale().toLanguageTag());
            try (InputStream file = Messages.class.getResourceAsStream("messages_" + language.code() + ".properties")) {
                // ResourceBundle would read a file that is not in UTF-8 as ISO 8859-1.
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file.readAllBytes()));
            }
        }
    }

    @Test
    void aMissingKeyIsAnErrorThatNamesIt() {
        String message = assertThrows(MissingResourceException.class, () -> en.format("no-such-key"))
                .getMessage();
        assertTrue(message.contains("no-such-key"), message);
    }

    @Test
    void theMachinesLanguageDoesNotMatter() {
        Locale before = Locale.getDefault();
        try {
            ResourceBundle.clearCache();
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals("(… 12345 líneas omitidas)", Messages.of(Language.ES).format("left-out", 12_345));
            ResourceBundle.clearCache();
            Locale.setDefault(Locale.ENGLISH);
            assertEquals("Desconectado", Messages.of(Language.ES).format("client.disconnected"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void everyCloseReasonHasAText() {
        for (CloseReason reason : CloseReason.values()) {
            assertTrue(es.contains("server.closed." + reason), reason.name());
        }
    }

    /** Both languages have the same keys. */
    @Test
    void everyTransportAndEachRefusalHasAText() {
        assertTrue(es.contains("server.transport." + TransportChoice.CHANNEL));
        assertTrue(es.contains("server.transport." + TransportChoice.BATCH));
        for (BatchRefusal refusal : BatchRefusal.values()) {
            String line = es.format("server.no-batch." + refusal);
            assertTrue(line.startsWith("--transport batch ") && line.endsWith("--transport auto"), line);
        }
    }

    @Test
    void everyCommandAndOptionIsExplained() {
        CommandLine paloma = Main.commandLine();
        for (CommandLine command : paloma.getSubcommands().values()) {
            assertTrue(command.getHelp().header().length() > 0, command.getCommandName());
            for (OptionSpec option : command.getCommandSpec().options()) {
                assertTrue(option.description().length > 0, command.getCommandName() + " " + option.longestName());
            }
        }
    }

    @Test
    void everyValueThatAnOptionTakesIsExplained() {
        String unexplained = es.format("expected.something");
        for (CommandLine command : Main.commandLine().getSubcommands().values()) {
            for (OptionSpec option : command.getCommandSpec().options()) {
                String refusal = UsageErrors.invalidValue(command, option.longestName(), "x", es)
                        .getMessage();
                assertTrue(
                        option.arity().max() == 0 || !refusal.endsWith(unexplained),
                        command.getCommandName() + ": " + refusal);
            }
        }
    }

    private static List<String> places(Messages texts, String key) {
        return PLACE.matcher(texts.bundle().getString(key).replace("%%", ""))
                .results()
                .map(MatchResult::group)
                .toList();
    }
}
