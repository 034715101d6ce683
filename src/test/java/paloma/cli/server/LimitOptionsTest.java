package paloma.cli.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
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
        private LimitOptions limits;
    }

    private static Limits parsed(String... args) {
        Options options = new Options();
        CommandLine line = new CommandLine(options);
        line.registerConverter(SizeValue.class, SizeValue::parse);
        line.registerConverter(DurationValue.class, DurationValue::parse);
        line.parseArgs(args);
        return options.limits.limits(WORDS);
    }

    @Test
    void aMissingOptionKeepsTheDefault() {
        assertEquals(Limits.DEFAULT, parsed());
    }

    @Test
    void everyBoundHasAnOption() {
        Limits limits =
                new Limits(1, 2, 3, 4, 5 << 10, 6, 7 << 20, 8, 9, 10, 11, 12, 13, 14, 15, Duration.ofMillis(16));
        assertEquals(
                limits,
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
        "--drain-time=61m, a duration of at most 1h such as 500ms or 4s"
    })
    void aValueOutOfRangeIsReportedWithTheRange(String arg, String expected) {
        CommandException failure = assertThrows(CommandException.class, () -> parsed(arg));
        String[] parts = arg.split("=");
        assertEquals(
                "Invalid value for " + parts[0] + ": \"" + parts[1] + "\"; expected " + expected, failure.getMessage());
    }
}
