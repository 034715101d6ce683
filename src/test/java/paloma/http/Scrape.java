package paloma.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import paloma.Counter;

/** The samples of one scrape. The lines of the account are computed from the text alone. */
public record Scrape(Map<String, Long> samples) {
    /** One counter that is a metric stands for each line's source, the others for its outcomes. */
    private static final List<String> LINES = List.of(
            "datagrams_received_total = messages_accepted_total + keepalives_total + datagrams_dropped_total",
            "messages_accepted_total = messages_handled_total + messages_failed_total + messages_running + messages_waiting",
            "sends_total = datagrams_sent_total + datagrams_unsent_total + outbox_datagrams",
            "sessions_opened_total = sessions_live + sessions_closed_total");

    public static Scrape of(String text) {
        Map<String, Long> samples = new HashMap<>();
        for (String line : text.split("\n")) {
            if (!line.startsWith("#")) {
                String[] sample = line.split(" ");
                samples.put(sample[0], Long.valueOf(sample[1]));
            }
        }
        return new Scrape(samples);
    }

    /** The sum over all labels. */
    public long sum(String name) {
        return samples.entrySet().stream()
                .filter(sample -> sample.getKey().replaceAll("\\{.*", "").equals("paloma_" + name))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    public long sum(Counter counter) {
        return sum(MetricsText.name(counter.metric(), counter.kind()).substring("paloma_".length()));
    }

    /** Source minus outcomes of each line; sends in progress, which are no metric, make the third positive. */
    public List<Long> differences() {
        return LINES.stream().map(this::difference).toList();
    }

    private long difference(String line) {
        String[] sides = line.split(" = ");
        long difference = sum(sides[0]);
        for (String outcome : sides[1].split(" \\+ ")) {
            difference -= sum(outcome);
        }
        return difference;
    }
}
