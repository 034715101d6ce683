package paloma.house;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import paloma.Session;

/** The public API changes only together with the file that describes it. */
class PublicApiTest {
    @Test
    void publicApiIsTheAcceptedOne() throws IOException, URISyntaxException {
        Path classes = Path.of(Session.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> accepted = Files.readAllLines(PublicApi.FILE);
        List<String> actual = PublicApi.of(classes);
        // Not assertEquals, whose message would repeat both texts.
        assertTrue(accepted.equals(actual), () -> difference(accepted, actual));
    }

    private static String difference(List<String> accepted, List<String> actual) {
        return "The public API has changed. Removed:\n" + missing(accepted, actual) + "Added:\n"
                + missing(actual, accepted) + "Accept it with \"make api\", and describe it in "
                + "src/site/markdown/changes.md.\n";
    }

    /** The members of {@code some} that {@code others} lack, each with its type. */
    private static String missing(List<String> some, List<String> others) {
        TreeSet<String> missing = new TreeSet<>(qualified(some));
        missing.removeAll(qualified(others));
        StringBuilder text = new StringBuilder();
        missing.forEach(line -> text.append("  ").append(line).append('\n'));
        return text.toString();
    }

    private static List<String> qualified(List<String> lines) {
        List<String> qualified = new ArrayList<>();
        String type = "";
        for (String line : lines) {
            if (line.endsWith("{")) {
                type = line + " ";
                qualified.add(line);
            } else if (!line.equals("}")) {
                qualified.add(type + line.strip());
            }
        }
        return qualified;
    }
}
