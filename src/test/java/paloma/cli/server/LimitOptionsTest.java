package paloma.cli.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paloma.Limits;
import paloma.cli.option.DurationValue;
import paloma.cli.option.SizeValue;
import paloma.cli.text.CommandException;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class LimitOptionsTest {
    private static final Messages WORDS = Messages.of(Language.EN);

    @Command(name = "server")
    private static final class Options {
        @Mixin
        private final LimitOptions limits = new LimitOptions(WORDS);
    }

    private static Limits parsed(String... args) {
        Options options = new Options();
        CommandLine line = new CommandLine(options);
        line.registerConverter(SizeValue.class, SizeValue::parse);
        line.registerConverter(DurationValue.class, DurationValue::parse);
        line.parseArgs(args);
        return options.limits.limits();
    }

    @Test
    void aMissingOptionKeepsTheDefault() {
        assertEquals(Limits.DEFAULTS, parsed());
    }

    @Test
    void everyBoundHasAnOption() {
        Limits.Builder limits = Limits.builder()
                .sessions(1)
                .sessionsPerAddress(2)
                .mailboxMessages(3)
                .backlogMessages(4)
                .backlogBytes(5 << 10)
                .outboxDatagrams(6)
                .outboxBytes(7 << 20)
                .receiveBytes(8)
                .sendBytes(9)
                .datagramsPerTurn(10)
                .expirationsPerTurn(11)
                .messagesPerSecond(12)
                .burst(13)
                .lowestSourcePort(14)
                .amplification(15)
                .drainTime(Duration.ofMillis(16));
        assertEquals(
                limits.build(),
                parsed(
                        "--max-sessions=1",
                        "--max-sessions-per-address=2",
                        "--max-waiting=3",
                        "--max-backlog=4",
                        "--max-backlog-bytes=5k",
                        "--max-outbox=6",
                        "--max-outbox-bytes=7m",
                        "--max-receive-bytes=8",
                        "--max-send-bytes=9",
                        "--datagrams-per-turn=10",
                        "--expirations-per-turn=11",
                        "--max-rate=12",
                        "--burst=13",
                        "--lowest-source-port=14",
                        "--amplification=15",
                        "--drain-time=16ms"));
    }

    @ParameterizedTest
    @CsvSource({
        "--max-sessions=0, a number from 1 to 16777216",
        "--max-waiting=32768, a number from 1 to 32767",
        "--datagrams-per-turn=1025, a number from 1 to 1024",
        "--lowest-source-port=65536, a number from 0 to 65535",
        "--max-outbox-bytes=0, 'a size of 1 byte or more such as 4096, 64k or 16m'",
        "--drain-time=999999999h, a duration of at most 1h such as 500ms or 4s",
        "--drain-time=61m, a duration of at most 1h such as 500ms or 4s"
    })
    void aValueOutOfRangeIsReportedWithTheRange(String arg, String expected) {
        CommandException failure = assertThrows(CommandException.class, () -> parsed(arg));
        String[] parts = arg.split("=");
        assertEquals(
                "Invalid value for " + parts[0] + ": \"" + parts[1] + "\"; expected " + expected, failure.getMessage());
    }

    /** A command without messages for its options. */
    @Test
    void boundWithoutAHelpTextIsDescribedByRangeAndDefault() {
        String help = new CommandLine(new Options())
                .setUsageHelpWidth(200)
                .getUsageMessage(CommandLine.Help.Ansi.OFF)
                .replaceAll("\\s+", " ");
        for (String line : List.of(
                "--burst=N Expected: a number from 1 to 32767 (default: 64).",
                "--max-outbox-bytes=SIZE Expected: a size of 1 byte or more such as 4096, 64k or 16m (default: 16m).",
                "--drain-time=T Expected: a duration of at most 1h such as 500ms or 4s (default: 4s).")) {
            assertTrue(help.contains(line), help);
        }
    }
}
