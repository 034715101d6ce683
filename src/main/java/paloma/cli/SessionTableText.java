package paloma.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import paloma.Session;

/** <em>Immutable.</em> Live sessions as an aligned table of lines. */
final class SessionTableText {
    private static final int NUMBERS_FROM = 4;

    private final Words words;
    private final DateTimeFormatter time;

    SessionTableText(Words words, ZoneId zone) {
        this.words = words;
        this.time =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(zone);
    }

    /** A line of headings and one for each session; one line that says so when there are none. */
    List<String> lines(List<Session> sessions) {
        if (sessions.isEmpty()) {
            return List.of(words.say("server.sessions.none"));
        }
        List<String[]> rows = new ArrayList<>();
        rows.add(words.say("server.sessions.headings").split("\\|"));
        for (Session session : sessions) {
            rows.add(new String[] {
                session.id().toString(),
                HostPort.of(session.remoteAddress()),
                at(session.openedAt()),
                at(session.lastReceivedAt()),
                Long.toString(session.messages())
            });
        }
        return aligned(rows);
    }

    private String at(Instant instant) {
        return time.format(instant);
    }

    private static List<String> aligned(List<String[]> rows) {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - row[i].length());
                line.append(i == 0 ? "" : "  ").append(i < NUMBERS_FROM ? row[i] + padding : padding + row[i]);
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
