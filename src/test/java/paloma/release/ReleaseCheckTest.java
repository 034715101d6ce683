package paloma.release;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is missing in a release, or is too much, is a problem. */
class ReleaseCheckTest {
    private static final String LICENCE = "META-INF/LICENSE";
    private static final String SOURCE = "package demo; class Thing {}";
    private static final String POM = """
            <project>
              <groupId>demo</groupId>
              <artifactId>paloma</artifactId>
              <version>1.0</version>
              <name>Demo</name>
              <description>A demo</description>
              <licenses><license><name>Apache-2.0</name></license></licenses>
              <dependencies>
                <dependency>
                  <groupId>g</groupId>
                  <artifactId>a</artifactId>
                  <version>1</version>
                  <optional>true</optional>
                </dependency>
              </dependencies>
            </project>
            """;

    @TempDir
    private Path dir;

    private PublishedProject project;
    private final Map<String, String> jar =
            new TreeMap<>(Map.of(LICENCE, "free", "demo/Thing.class", "", "demo/Thing$Inner.class", ""));
    private final Map<String, String> sources = new TreeMap<>(Map.of(LICENCE, "free", "demo/Thing.java", SOURCE));
    private final Map<String, String> javadoc =
            new TreeMap<>(Map.of(LICENCE, "free", "index.html", "", "element-list", "module:demo\ndemo\n"));

    @BeforeEach
    void writeSources() throws IOException {
        Path root = Files.createDirectories(dir.resolve("sources/demo")).getParent();
        Files.writeString(root.resolve("demo/Thing.java"), SOURCE);
        Files.writeString(dir.resolve("LICENSE"), "free");
        project = new PublishedProject(
                "paloma", "1.0", Files.createDirectories(dir.resolve("files")), root, dir.resolve("LICENSE"));
    }

    private List<String> problemsWith(String pom) throws IOException {
        Files.writeString(project.file(".pom"), pom);
        pack(".jar", jar);
        pack("-sources.jar", sources);
        pack("-javadoc.jar", javadoc);
        return project.problems();
    }

    private void pack(String kind, Map<String, String> entries) throws IOException {
        try (OutputStream file = Files.newOutputStream(project.file(kind));
                JarOutputStream out = new JarOutputStream(file)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private void assertProblem(String problem) throws IOException {
        assertEquals(List.of(problem), problemsWith(POM));
    }

    private void assertProblemOfPom(String problem, String old, String replacement) throws IOException {
        assertEquals(List.of("paloma-1.0.pom " + problem), problemsWith(POM.replace(old, replacement)));
    }

    @Test
    void completeReleaseHasNoProblem() throws IOException {
        assertEquals(List.of(), problemsWith(POM));
    }

    @ParameterizedTest
    @ValueSource(strings = {".pom", ".jar", "-sources.jar", "-javadoc.jar"})
    void missingFileIsAProblem(String kind) throws IOException {
        problemsWith(POM);
        Files.delete(project.file(kind));
        assertEquals(List.of("paloma-1.0" + kind + " is missing"), project.problems());
    }

    @Test
    void everyJarHasTheLicence() throws IOException {
        jar.remove(LICENCE);
        assertProblem("paloma-1.0.jar has no META-INF/LICENSE");
        jar.put(LICENCE, "free");
        sources.remove(LICENCE);
        assertProblem("paloma-1.0-sources.jar has no META-INF/LICENSE");
        sources.put(LICENCE, "free");
        javadoc.put(LICENCE, "proprietary");
        assertProblem("paloma-1.0-javadoc.jar has another text in META-INF/LICENSE");
    }

    @Test
    void jarHasTheClassesOfTheSources() throws IOException {
        jar.put("demo/ThingTest.class", "");
        assertProblem("paloma-1.0.jar has also demo/ThingTest.class");
        jar.remove("demo/ThingTest.class");
        jar.remove("demo/Thing.class");
        assertProblem("paloma-1.0.jar has no demo/Thing.class");
    }

    @Test
    void sourcesAreThoseOfTheCheckout() throws IOException {
        sources.put("demo/Thing.java", "class Old {}");
        assertProblem("paloma-1.0-sources.jar has an old demo/Thing.java");
        sources.remove("demo/Thing.java");
        assertProblem("paloma-1.0-sources.jar has no demo/Thing.java");
    }

    @Test
    void javadocIsOfTheExportedPackages() throws IOException {
        javadoc.put("element-list", "demo\ndemo.inside\n");
        assertProblem("paloma-1.0-javadoc.jar has also demo.inside");
        javadoc.put("element-list", "");
        assertProblem("paloma-1.0-javadoc.jar has no demo");
        javadoc.put("element-list", "demo");
        javadoc.remove("index.html");
        assertProblem("paloma-1.0-javadoc.jar has no index.html");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "description"})
    void pomHasNameAndDescription(String element) throws IOException {
        assertProblemOfPom(
                "has no " + element, POM.replaceAll("(?s).*?(<" + element + ">[^<]*</" + element + ">).*", "$1"), "");
    }

    @ParameterizedTest
    @CsvSource({"artifactId, paloma", "version, 1.0"})
    void pomHasTheCoordinatesOfItsFile(String element, String value) throws IOException {
        assertProblemOfPom(
                "has the " + element + " \"other\" instead of " + value,
                "<" + element + ">" + value + "<",
                "<" + element + ">other<");
    }

    @Test
    void pomHasTheLicence() throws IOException {
        assertProblemOfPom("has the licence \"\" instead of Apache-2.0", "<name>Apache-2.0</name>", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"parent", "build", "profiles", "properties", "dependencyManagement", "repositories"})
    void pomHasNothingOfABuild(String element) throws IOException {
        assertProblemOfPom("has an element " + element, "</project>", "<" + element + "/></project>");
    }

    @Test
    void pomHasNoVariables() throws IOException {
        assertProblemOfPom("has a variable", "<version>1</version>", "<version>${a.version}</version>");
    }

    @Test
    void dependenciesAreOptionalAndNotOfTests() throws IOException {
        assertProblemOfPom("has the dependency g:a, which is not optional", "<optional>true</optional>", "");
        assertProblemOfPom("has the dependency g:a without a version", "<version>1</version>", "");
        assertProblemOfPom("has the dependency g:a of scope test", "<optional>", "<scope>test</scope><optional>");
    }

    @Test
    void addonDependsOnTheLibraryOfItsVersion() throws IOException {
        Path pom = dir.resolve("pom.xml");
        String addon = POM.replace("<artifactId>paloma<", "<artifactId>paloma-demo<");
        Files.writeString(pom, addon);
        assertEquals(
                List.of("does not depend on paloma of its version"),
                PublishedPom.read(pom).problems("paloma-demo", "1.0"));
        Files.writeString(
                pom, addon.replace(">g<", ">demo<").replace(">a<", ">paloma<").replace("<version>1<", "<version>1.0<"));
        assertEquals(List.of(), PublishedPom.read(pom).problems("paloma-demo", "1.0"));
    }

    @Test
    void entriesOfTheOwnerAreListedUntilTheyAreThere() throws IOException {
        problemsWith(POM);
        assertEquals(
                List.of("namespace", "url", "scm", "developers"),
                PublishedPom.read(project.file(".pom")).leftToTheOwner());
        problemsWith(POM.replace(">demo<", ">org.demo<").replace("</project>", "<url/><scm/><developers/></project>"));
        assertEquals(List.of(), PublishedPom.read(project.file(".pom")).leftToTheOwner());
    }
}
