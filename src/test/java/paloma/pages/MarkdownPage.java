package paloma.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** <em>Immutable.</em> A page of the documents: README, CONTRIBUTING, or a file below {@code src/site}. */
public record MarkdownPage(Path file, String text) {
    public static final Path README = Path.of("README.md");
    public static final Path SITE = Path.of("src/site/markdown");
    private static final Path CONTRIBUTING = Path.of(".github/CONTRIBUTING.md");
    private static final Pattern FENCED = Pattern.compile("(?ms)^(?:<!-- ([^\n]*) -->\n)?^```([^\n]*)\n(.*?)^```$");

    /**
     * <em>Immutable.</em> A fenced block.
     *
     * @param marker the comment in the line before it; empty without one
     * @param kind the word behind the fence; empty without one
     */
    public record Block(Path page, String marker, String kind, String body) {
        public boolean isJava() {
            return kind.equals("java");
        }

        boolean isShell() {
            return List.of("sh", "shell", "bash", "console").contains(kind)
                    || body.lines().anyMatch(line -> line.startsWith("$ "));
        }

        /** The commands, each with its expected output. */
        List<Command> commands() {
            List<Command> commands = new ArrayList<>();
            for (String part : ("\n" + body).split("\n\\$ ")) {
                if (!part.isBlank()) {
                    String[] lines = part.split("\n", 2);
                    commands.add(new Command(page, lines[0], lines.length == 1 ? "" : lines[1].strip()));
                }
            }
            return commands;
        }

        @Override
        public String toString() {
            return page + ": " + body.lines().findFirst().orElse("");
        }
    }

    /**
     * <em>Immutable.</em> A command and its output.
     *
     * @param output empty when the page shows none
     */
    public record Command(Path page, String line, String output) {
        @Override
        public String toString() {
            return page + ": " + line;
        }
    }

    public static MarkdownPage of(Path file) throws IOException {
        return new MarkdownPage(file, Files.readString(file));
    }

    static List<MarkdownPage> all() throws IOException {
        List<MarkdownPage> pages = new ArrayList<>(List.of(of(README), of(CONTRIBUTING)));
        try (Stream<Path> below = Files.walk(SITE)) {
            for (Path file : below.filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList()) {
                pages.add(of(file));
            }
        }
        return pages;
    }

    static List<Block> allBlocks() throws IOException {
        return all().stream().flatMap(page -> page.blocks().stream()).toList();
    }

    public List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        Matcher fenced = FENCED.matcher(text);
        while (fenced.find()) {
            String marker = fenced.group(1) == null ? "" : fenced.group(1);
            blocks.add(new Block(file, marker, fenced.group(2), fenced.group(3)));
        }
        return blocks;
    }

    /** All code: blocks and spans. */
    List<String> code() {
        List<String> code = new ArrayList<>(blocks().stream().map(Block::body).toList());
        Matcher span = Pattern.compile("`([^`\n]+)`").matcher(prose());
        while (span.find()) {
            code.add(span.group(1));
        }
        return code;
    }

    /** The text without its fenced blocks. */
    String prose() {
        return FENCED.matcher(text).replaceAll("");
    }

    /** The first cells of the rows of all tables. */
    List<String> firstCells() {
        return prose().lines()
                .filter(line -> line.startsWith("|"))
                .map(line -> line.split("(?<!\\\\)\\|")[1].strip())
                .toList();
    }
}
