package paloma.cli.option;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import paloma.cli.text.Messages;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * <em>Main thread.</em> The help of a command, in rows of at most the terminal's width. Rows break at spaces only,
 * not within quotes; examples are not broken.
 *
 * <p>Options are listed in the order of their declaration. An option that the text {@code group.<command>.<option>}, else
 * {@code group.<option>}, exists for starts a group with this heading.
 */
public final class HelpPage {
    /** Examples fit this width. */
    private static final int MIN_COLUMNS = 60;

    /** Wider rows are hard to read. */
    private static final int MAX_COLUMNS = 100;

    /** From this width on, an option's text stands right of its name instead of below. */
    private static final int MIN_COLUMNS_OF_A_TABLE = 80;

    private static final int INDENT = 2;
    private static final int TEXT_INDENT = 6;
    private static final int TEXT_COLUMN_OF_OPTIONS = 26;
    private static final int TEXT_COLUMN_OF_COMMANDS = 10;
    private static final int TEXT_COLUMN_OF_STATUSES = 9;
    /** A short text in quotes; an apostrophe within or after a word is no quote. */
    private static final String QUOTE = "(?<!\\p{L})'[^']{0,30}'";

    /** A word, or a short text in quotes, or one in parentheses, such as a default value. */
    private static final Pattern WORD =
            Pattern.compile("\\((?:" + QUOTE + "|[^()]){1,30}\\)\\S*|(?:" + QUOTE + "|\\S)+");

    private static final List<String> STATUSES = List.of("0", "1", "2", "3", "4", "130", "128+n");

    private final CommandSpec command;
    private final Messages texts;
    private final int columns;
    private final StringBuilder page = new StringBuilder();

    /** @param columns width of the terminal */
    public HelpPage(CommandSpec command, Messages texts, int columns) {
        this.command = command;
        this.texts = texts;
        this.columns = Math.max(MIN_COLUMNS, Math.min(columns, MAX_COLUMNS));
    }

    /** Returns the page, which ends with a line break. */
    public String text() {
        page.setLength(0);
        paragraph(headerOf(command));
        paragraph(texts.format("help.usage") + ": " + command.usageMessage().customSynopsis()[0]);
        commands();
        options();
        notes();
        statuses();
        examples();
        return page.toString();
    }

    private static String headerOf(CommandSpec command) {
        return command.usageMessage().header()[0];
    }

    private void commands() {
        if (command.subcommands().isEmpty()) {
            return;
        }
        heading(texts.format("help.commands"));
        for (CommandLine subcommand : command.subcommands().values()) {
            CommandSpec spec = subcommand.getCommandSpec();
            entry(spec.name(), headerOf(spec), TEXT_COLUMN_OF_COMMANDS);
        }
    }

    private void options() {
        for (OptionSpec option : command.options()) {
            String key = texts.find("group." + command.name() + "." + nameOf(option), "group." + nameOf(option));
            if (key != null) {
                heading(texts.format(key));
            }
            String value = option.arity().max() > 0 && !option.paramLabel().isEmpty() ? "=" + option.paramLabel() : "";
            optionEntry(String.join(", ", option.names()) + value, String.join(" ", option.description()));
        }
        optionEntry(texts.format("help.argument-file.label"), texts.format("help.argument-file"));
    }

    private static String nameOf(OptionSpec option) {
        return option.longestName().substring(2);
    }

    private void optionEntry(String name, String text) {
        if (columns >= MIN_COLUMNS_OF_A_TABLE) {
            entry(name, text, TEXT_COLUMN_OF_OPTIONS);
        } else {
            row(INDENT, name);
            rows(TEXT_INDENT, text);
        }
    }

    private void notes() {
        String key = "help." + command.name() + ".notes";
        if (texts.contains(key)) {
            paragraph(texts.format(key));
        }
    }

    private void statuses() {
        String prefix = "help." + command.name() + ".status.";
        List<String> statuses = STATUSES.stream()
                .filter(status -> texts.contains(prefix + status))
                .toList();
        if (statuses.isEmpty()) {
            return;
        }
        heading(texts.format("help.status"));
        for (String status : statuses) {
            entry(status, texts.format(prefix + status), TEXT_COLUMN_OF_STATUSES);
        }
    }

    private void examples() {
        heading(texts.format("help.examples"));
        texts.format("help." + command.name() + ".examples").lines().forEach(line -> row(INDENT, line));
    }

    private void paragraph(String text) {
        if (!page.isEmpty()) {
            page.append('\n');
        }
        rows(0, text);
    }

    private void heading(String text) {
        page.append('\n').append(text).append(":\n");
    }

    private void row(int indent, String text) {
        page.append(" ".repeat(indent)).append(text).append('\n');
    }

    private void rows(int indent, String text) {
        wrapped(text, columns - indent).forEach(row -> row(indent, row));
    }

    /** Appends {@code name}, and {@code text} from column {@code textColumn} on, in a row below if the name is long. */
    private void entry(String name, String text, int textColumn) {
        List<String> rows = wrapped(text, columns - textColumn);
        int room = textColumn - 2 * INDENT;
        if (name.length() > room) {
            row(INDENT, name);
        } else {
            row(INDENT, name + " ".repeat(textColumn - INDENT - name.length()) + rows.remove(0));
        }
        rows.forEach(row -> row(textColumn, row));
    }

    /** Breaks {@code text} between words into rows of at most {@code width} characters; longer words have a row each. */
    private static List<String> wrapped(String text, int width) {
        List<String> rows = new ArrayList<>();
        StringBuilder row = new StringBuilder();
        for (Matcher word = WORD.matcher(text); word.find(); ) {
            if (!row.isEmpty() && row.length() + 1 + word.group().length() > width) {
                rows.add(row.toString());
                row.setLength(0);
            }
            row.append(row.isEmpty() ? "" : " ").append(word.group());
        }
        rows.add(row.toString());
        return rows;
    }
}
