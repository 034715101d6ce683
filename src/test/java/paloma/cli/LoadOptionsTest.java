package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class LoadOptionsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --clients 0          | Invalid value for --clients: "0"; expected a number from 1 to 1000000
            --clients 1000001    | Invalid value for --clients: "1000001"; expected a number from 1 to 1000000
            --clients many       | Invalid value for --clients: "many"; expected a number from 1 to 1000000
            --messages 0         | Invalid value for --messages: "0"; expected a number from 1 to 100000000
            --messages 1.5       | Invalid value for --messages: "1.5"; expected a number from 1 to 100000000
            --size 24            | Invalid value for --size: "24"; expected a number from 25 to 65491
            --size 65492         | Invalid value for --size: "65492"; expected a number from 25 to 65491
            --size x             | Invalid value for --size: "x"; expected a number of bytes from 25 to 65507 less the prefix
            --processes 0        | Invalid value for --processes: "0"; expected a number from 1 to 64
            --processes 65       | Invalid value for --processes: "65"; expected a number from 1 to 64
            --port 0             | Invalid value for --port: "0"; expected a number from 1 to 65535
            --port 65536         | Invalid value for --port: "65536"; expected a number from 1 to 65535
            --timeout 0s         | Invalid value for --timeout: "0s"; expected a duration from 1ms to 1h, such as 2s
            --timeout 2          | Invalid value for --timeout: "2"; expected a duration from 1ms to 1h, such as 2s
            --timeout 2h         | Invalid value for --timeout: "2h"; expected a duration from 1ms to 1h, such as 2s
            --max-loss 101%      | Invalid value for --max-loss: "101%"; expected a percentage from 0 to 100, such as 0.5%
            --max-loss some      | Invalid value for --max-loss: "some"; expected a percentage from 0 to 100, such as 0.5%
            --serve --port 9000  | --port does not go with --serve, which picks a free port of localhost
            --serve --host ::1   | --host does not go with --serve, which picks a free port of localhost
            --host nobody.invalid | Unknown host "nobody.invalid"; expected a name or an address that exists
            --clients            | --clients needs a value; expected a number from 1 to 1000000
            --bogus              | Unknown option: --bogus; see paloma load --help
            """)
    void aWrongOptionIsOneLineAndStatus2(String options, String line) {
        assertEquals(line + System.lineSeparator(), refusal(options.split(" ")));
    }

    @Test
    void moreProcessesThanClientsAreRefused() {
        assertEquals(
                "Invalid value for --processes: \"3\"; expected a number from 1 to 2" + System.lineSeparator(),
                refusal("--clients", "2", "--processes", "3"));
    }

    @Test
    void aPrefixThatLeavesNoRoomForAMessageIsRefused() {
        String refusal = refusal("--prefix", "x".repeat(65_490));
        assertEquals("Invalid value for --prefix", refusal.substring(0, refusal.indexOf(':')));
    }

    private static String refusal(String... options) {
        String[] arguments = Stream.concat(Stream.of("load", "--lang", "en"), Stream.of(options))
                .toArray(String[]::new);
        StringWriter errors = new StringWriter();
        CommandLine line = Main.commandLine(arguments).setErr(new PrintWriter(errors, true));
        assertEquals(2, line.execute(arguments));
        return errors.toString();
    }
}
