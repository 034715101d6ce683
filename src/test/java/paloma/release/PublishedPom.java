package paloma.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** <em>Immutable.</em> The installed POM of a project: what a build that depends on it reads. */
record PublishedPom(Element project, String text) {
    private static final List<String> NAMED = List.of("name", "description");
    /** Parts of a build, and what would be inherited. */
    private static final List<String> FORBIDDEN = List.of(
            "parent",
            "build",
            "profiles",
            "properties",
            "dependencyManagement",
            "modules",
            "reporting",
            "repositories",
            "pluginRepositories",
            "distributionManagement");
    /** What Maven Central asks for in addition, and only the owner can give. */
    private static final List<String> OF_THE_OWNER = List.of("url", "scm", "developers");

    static PublishedPom read(Path file) throws IOException {
        try {
            Element project = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getDocumentElement();
            return new PublishedPom(project, Files.readString(file));
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(file + " is no POM", e);
        }
    }

    String groupId() {
        return text(project, "groupId");
    }

    String version() {
        return text(project, "version");
    }

    List<String> problems(String artifactId, String version) {
        List<String> problems = new ArrayList<>();
        expect("artifactId", artifactId, problems);
        expect("version", version, problems);
        for (String element : NAMED) {
            if (text(project, element).isEmpty()) {
                problems.add("has no " + element);
            }
        }
        for (String element : FORBIDDEN) {
            if (child(project, element).isPresent()) {
                problems.add("has an element " + element);
            }
        }
        if (text.contains("${")) {
            problems.add("has a variable");
        }
        checkLicence(problems);
        checkDependencies(artifactId.equals("paloma"), problems);
        return problems;
    }

    private void expect(String element, String value, List<String> problems) {
        if (!text(project, element).equals(value)) {
            problems.add("has the " + element + " \"" + text(project, element) + "\" instead of " + value);
        }
    }

    private void checkLicence(List<String> problems) {
        String name = child(project, "licenses")
                .flatMap(licenses -> child(licenses, "license"))
                .map(license -> text(license, "name"))
                .orElse("");
        if (!name.equals("Apache-2.0")) {
            problems.add("has the licence \"" + name + "\" instead of Apache-2.0");
        }
    }

    /** The main jar needs nothing beyond the JDK; an add-on needs the main jar of its version. */
    private void checkDependencies(boolean isMain, List<String> problems) {
        String group = text(project, "groupId");
        boolean needsMain = false;
        for (Element dependency : dependencies()) {
            String name = text(dependency, "groupId") + ":" + text(dependency, "artifactId");
            if (List.of("test", "provided").contains(text(dependency, "scope"))) {
                problems.add("has the dependency " + name + " of scope " + text(dependency, "scope"));
            }
            if (text(dependency, "version").isEmpty()) {
                problems.add("has the dependency " + name + " without a version");
            }
            if (isMain && !text(dependency, "optional").equals("true")) {
                problems.add("has the dependency " + name + ", which is not optional");
            }
            needsMain |= name.equals(group + ":paloma")
                    && text(dependency, "version").equals(text(project, "version"));
        }
        if (!isMain && !needsMain) {
            problems.add("does not depend on paloma of its version");
        }
    }

    /** What is left to the owner before Maven Central accepts the project. */
    List<String> leftToTheOwner() {
        List<String> left = new ArrayList<>();
        if (!text(project, "groupId").contains(".")) {
            left.add("namespace");
        }
        OF_THE_OWNER.stream()
                .filter(element -> child(project, element).isEmpty())
                .forEach(left::add);
        return left;
    }

    private List<Element> dependencies() {
        return child(project, "dependencies").map(PublishedPom::children).orElse(List.of());
    }

    private static String text(Element parent, String name) {
        return child(parent, name).map(Node::getTextContent).orElse("").strip();
    }

    private static Optional<Element> child(Element parent, String name) {
        return children(parent).stream()
                .filter(element -> element.getTagName().equals(name))
                .findFirst();
    }

    private static List<Element> children(Element parent) {
        return IntStream.range(0, parent.getChildNodes().getLength())
                .mapToObj(parent.getChildNodes()::item)
                .filter(Element.class::isInstance)
                .map(Element.class::cast)
                .toList();
    }
}
