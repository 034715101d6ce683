package paloma.cli.server;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import paloma.Session;
import paloma.cli.option.HostPort;
import paloma.cli.text.Messages;

/** <em>Immutable.</em> Formats open sessions as a table of aligned lines. */
final class SessionTableText {
    private static final int FIRST_NUMBER_COLUMN = 4;

    private final Messages texts;
    private final DateTimeFormatter time;

    SessionTableText(Messages texts, ZoneId zone) {
        this.texts = texts;
        this.time =
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(zone);
    }

    /**
     * Returns a heading and one line per session, or a single line when there are none. Lines are created lazily: the
     * heap may not hold them all for 100,000 sessions.
     */
    Stream<String> lines(List<Session> sessions) {
        if (sessions.isEmpty()) {
            return Stream.of(texts.format("server.sessions.none"));
        }
        String[] headings = texts.format("server.sessions.headings").split("\\|");
        int[] widths = new int[headings.length];
        widen(widths, headings);
        sessions.forEach(session -> widen(widths, row(session)));
        return Stream.concat(
                Stream.of(aligned(headings, widths)), sessions.stream().map(session -> aligned(row(session), widths)));
    }

    private String[] row(Session session) {
        return new String[] {
            session.id().toString(),
            HostPort.of(session.remoteAddress()),
            at(session.openedAt()),
            at(session.lastReceivedAt()),
            Long.toString(session.messages())
        };
    }

    private String at(Instant instant) {
        return time.format(instant);
    }

    private static void widen(int[] widths, String[] row) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row[i].length());
        }
    }

    private static String aligned(String[] row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            // A number may have grown since its column was measured.
            String padding = " ".repeat(Math.max(0, widths[i] - row[i].length()));
            line.append(i == 0 ? "" : "  ").append(i < FIRST_NUMBER_COLUMN ? row[i] + padding : padding + row[i]);
        }
        return line.toString();
    }
}
