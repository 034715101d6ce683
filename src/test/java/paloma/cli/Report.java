package paloma.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** <em>Immutable.</em> What a server process has written to the file of its {@code --report}. */
record Report(String json) {
    /** What the file holds now; a report of nothing while there is none. */
    static Report of(Path file) {
        try {
            return new Report(Files.exists(file) ? Files.readString(file) : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The count of this name, such as {@code received} or {@code dropped.FILTERED}; -1 without a report. */
    long count(String name) {
        String[] names = name.split("\\.");
        String before = names.length > 1 ? "\"" + names[0] + "\":\\{[^}]*" : "";
        Matcher matcher = Pattern.compile(before + "\"" + names[names.length - 1] + "\":(\\d+)")
                .matcher(json);
        if (!matcher.find()) {
            if (json.isEmpty()) {
                return -1;
            }
            throw new IllegalArgumentException(name + " in " + json);
        }
        return Long.parseLong(matcher.group(1));
    }

    /** Whether the law held. */
    boolean balanced() {
        return json.contains("\"balanced\":true");
    }

    /** Whether the server ended in time. */
    boolean drained() {
        return json.contains("\"drained\":true");
    }
}
