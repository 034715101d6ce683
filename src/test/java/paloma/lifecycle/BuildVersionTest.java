package paloma.lifecycle;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BuildVersionTest {
    @Test
    void theVersionIsThatOfThePom() throws IOException {
        String project = "<artifactId>paloma-all</artifactId>\n  <version>" + BuildVersion.text() + "</version>";
        assertTrue(Files.readString(Path.of("src/pom.xml")).contains(project), BuildVersion.text());
    }
}
