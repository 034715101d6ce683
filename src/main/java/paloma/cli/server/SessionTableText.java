package paloma.cli.server;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import paloma.Session;
import paloma.cli.option.HostPort;
import paloma.cli.text.AgeText;
import paloma.cli.text.Messages;

/** <em>Immutable.</em> Formats open sessions as pages of a table. */
final class SessionTableText {
    /** Sessions of a page: with headings and prompt they fit the 24 rows of the smallest usual terminal. */
    static final int PAGE_ROWS = 20;

    /** Columns that a row may have in every terminal. */
    static final int MIN_COLUMNS = 60;

    private static final int ADDRESS = 1;
    private static final int FIRST_NUMBER = 2;
    private static final String GAP = "  ";
    private static final char CUT = '…';

    private final Messages texts;
    private final Instant now;
    private final int maxColumns;

    /**
     * @param now on the clock of {@link Session#openedAt()}
     * @param columns of the terminal; an address that does not fit is shortened
     */
    SessionTableText(Messages texts, Instant now, int columns) {
        this.texts = texts;
        this.now = now;
        this.maxColumns = Math.max(columns, MIN_COLUMNS);
    }

    /**
     * Returns the lines of a page: the total, headings, a line for each session, and how to see the next page. A single
     * line when there are no sessions or no such page.
     *
     * @param page from 1
     */
    List<String> page(List<Session> sessions, int page) {
        if (sessions.isEmpty()) {
            return List.of(texts.format("server.sessions.none"));
        }
        int pages = (sessions.size() - 1) / PAGE_ROWS + 1;
        if (page < 1 || page > pages) {
            return List.of(
                    pages == 1
                            ? texts.format("server.sessions.one-page")
                            : texts.format("server.sessions.no-page", page, pages));
        }
        int start = (page - 1) * PAGE_ROWS;
        List<String> lines = new ArrayList<>();
        lines.add(
                pages == 1
                        ? texts.format("server.sessions.total", sessions.size())
                        : texts.format("server.sessions.total.page", sessions.size(), page, pages));
        lines.addAll(table(sessions.subList(start, Math.min(start + PAGE_ROWS, sessions.size())), sessions));
        if (page < pages) {
            String command = ConsoleCommand.SESSIONS.name(texts.language());
            lines.add(texts.format("server.sessions.next", command, page + 1));
        }
        return lines;
    }

    private List<String> table(List<Session> shown, List<Session> all) {
        int idLetters = SessionIds.distinctLetters(shown, all);
        List<String[]> rows = new ArrayList<>();
        rows.add(texts.format("server.sessions.headings").split("\\|"));
        shown.forEach(session -> rows.add(row(session, idLetters)));
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        int others = Arrays.stream(widths).sum() - widths[ADDRESS] + (widths.length - 1) * GAP.length();
        widths[ADDRESS] = Math.min(widths[ADDRESS], Math.max(1, maxColumns - others));
        return rows.stream().map(row -> aligned(row, widths)).toList();
    }

    private String[] row(Session session, int idLetters) {
        return new String[] {
            session.id().toString().substring(0, idLetters),
            HostPort.of(session.remoteAddress()),
            AgeText.of(Duration.between(session.openedAt(), now)),
            AgeText.of(Duration.between(session.lastReceivedAt(), now)),
            Long.toString(session.messages())
        };
    }

    private static String aligned(String[] row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = i == ADDRESS ? shortened(row[i], widths[i]) : row[i];
            String padding = " ".repeat(widths[i] - cell.length());
            line.append(i == 0 ? "" : GAP).append(i < FIRST_NUMBER ? cell + padding : padding + cell);
        }
        return line.toString();
    }

    /**
     * Returns {@code address} with at most {@code width} characters. A long IPv6 address keeps its first groups, which are
     * those of the network, its last group and the port: {@code [2001:db8…:7334]:57000}.
     */
    static String shortened(String address, int width) {
        if (address.length() <= width) {
            return address;
        }
        int lastGroup = address.lastIndexOf(':', address.lastIndexOf(']'));
        int kept = width - 1 - (address.length() - lastGroup);
        int firstGroups = lastGroup < 0 || kept < 0 ? -1 : address.lastIndexOf(':', kept);
        return firstGroups > 0
                ? address.substring(0, firstGroups) + CUT + address.substring(lastGroup)
                : CUT + address.substring(address.length() - width + 1);
    }
}
