package paloma.load.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of a message of {@link MessageCodec}. */
record SentMessage(String text, String run, int client, int number, String letters, String checksum) {
    private static final Pattern FORM = Pattern.compile(
            "(?<run>[0-9a-f]{8})/(?<client>\\d{6})/(?<number>\\d{9})(?<letters>[a-z]*)(?<checksum>[0-9a-f]{8})");

    static SentMessage of(String text) {
        Matcher form = FORM.matcher(text);
        assertTrue(form.matches(), text);
        return new SentMessage(
                text,
                form.group("run"),
                Integer.parseInt(form.group("client")),
                Integer.parseInt(form.group("number")),
                form.group("letters"),
                form.group("checksum"));
    }
}
