package paloma.cli.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import paloma.cli.Main;
import picocli.CommandLine;

class LoadOptionsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --clients 0          | Invalid value for --clients: "0"; expected a number from 1 to 1000000
            --clients 1000001    | Invalid value for --clients: "1000001"; expected a number from 1 to 1000000
            --clients many       | Invalid value for --clients: "many"; expected a number from 1 to 1000000
            --messages 0         | Invalid value for --messages: "0"; expected a number from 1 to 100000000
            --messages 1.5       | Invalid value for --messages: "1.5"; expected a number from 1 to 100000000
            --size 32            | Invalid value for --size: "32"; expected a number from 33 to 65491
            --size 65492         | Invalid value for --size: "65492"; expected a number from 33 to 65491
            --size 64-65492      | Invalid value for --size: "65492"; expected a number from 33 to 65491
            --size x             | Invalid value for --size: "x"; expected a number of bytes from 33 to 65507 less the prefix, or a range such as 64-1200
            --size 65-64         | Invalid value for --size: "65-64"; expected a number of bytes from 33 to 65507 less the prefix, or a range such as 64-1200
            --rate 0             | Invalid value for --rate: "0"; expected a number of messages per second from 1 to 10000000, or max
            --rate 10000001      | Invalid value for --rate: "10000001"; expected a number of messages per second from 1 to 10000000, or max
            --rate fast          | Invalid value for --rate: "fast"; expected a number of messages per second from 1 to 10000000, or max
            --ramp 1:2           | Invalid value for --ramp: "1:2"; expected two rates from 1 to 10000000 and a duration, such as 1000:100000:30s
            --ramp 1:0:3s        | Invalid value for --ramp: "1:0:3s"; expected two rates from 1 to 10000000 and a duration, such as 1000:100000:30s
            --ramp 1:9:3         | Invalid value for --ramp: "1:9:3"; expected two rates from 1 to 10000000 and a duration, such as 1000:100000:30s
            --ramp 1:9:25h       | Invalid value for --ramp: "1:9:25h"; expected two rates from 1 to 10000000 and a duration, such as 1000:100000:30s
            --rate max --window 0 | Invalid value for --window: "0"; expected a number from 1 to 65536
            --rate 9 --duration 0s | Invalid value for --duration: "0s"; expected a duration from 1ms to 24h, such as 10s
            --rate 9 --warmup 25h | Invalid value for --warmup: "25h"; expected a duration up to 24h, such as 1s
            --think 25h          | Invalid value for --think: "25h"; expected a duration up to 24h, such as 100ms
            --require p99        | Invalid value for --require: "p99"; expected conditions such as p99<5ms,loss<0.1%
            --max-behind 101     | Invalid value for --max-behind: "101"; expected a percentage from 0 to 100, such as 1%
            --source 127.0.0.1/8 | Invalid value for --source: "127.0.0.1/8"; expected an address, or a network such as 127.0.0.0/8
            --messages 9 --rate 9 | --messages does not go with --rate
            --messages 9 --rate max | --messages does not go with --rate
            --ramp 1:9:3s --rate 9 | --rate does not go with --ramp
            --ramp 1:9:3s --duration 3s | --duration does not go with --ramp
            --window 3           | --window goes with --rate max only
            --rate 9 --window 3  | --window goes with --rate max only
            --rate 9 --think 1s  | --think goes with --rate max only
            --duration 3s        | --duration goes with --rate only
            --warmup 3s          | --warmup goes with --rate only
            --ping --rate 9      | --rate does not go with --ping
            --ping --clients 9   | --clients does not go with --ping
            --rate 6000000       | Up to 12000000 messages would wait for their answers at the same time, and 10000000 may: lower the rate, the window or the timeout
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
            --clients            | --clients needs a value; expected a number from 1 to 1000000
            --bogus              | Unknown option: --bogus; see paloma load --help
            """)
    void anInvalidOptionIsOneErrorLineAndStatus2(String options, String line) {
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
        assertTrue(refusal.startsWith("Invalid value for --prefix:"), refusal);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --rate 999              | 1
            --rate 1000             | 8
            --rate max              | 8
            --ramp 1:999:1s         | 1
            --ramp 1:1000:1s        | 8
            --ramp 1000:1:1s        | 8
            --rate 9 --warmup 7s    | 7
            --rate 20000 --warmup 0s | 0
            --ping                  | 0
            --messages 9            | 0
            """)
    void highRatesHaveALongerWarmUpByDefault(String options, long seconds) {
        String[] arguments =
                Stream.concat(Stream.of("load"), Stream.of(options.split(" "))).toArray(String[]::new);
        CommandLine line = Main.commandLine(arguments);
        line.parseArgs(arguments);
        LoadCommand load = line.getSubcommands().get("load").getCommand();
        assertEquals(Duration.ofSeconds(seconds), load.checkOptions().warmup());
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
