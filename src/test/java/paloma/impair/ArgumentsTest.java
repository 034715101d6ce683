package paloma.impair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {
    private static final String PATH = "--listen 9000 --to 127.0.0.1:8080 --seed 7";

    @Test
    void defaultNetworkHasNoFaults() throws WrongUse {
        assertEquals(
                new ProxyOptions(
                        new InetSocketAddress("127.0.0.1", 9_000),
                        new InetSocketAddress("127.0.0.1", 8_080),
                        7,
                        0,
                        Faults.NONE,
                        Faults.NONE),
                parse(PATH));
    }

    @Test
    void faultAppliesToBothDirections() throws WrongUse {
        ProxyOptions options = parse(PATH
                + " --loss 5% --burst 1%,25% --drop 3,7 --blackhole 5s-8s --duplicate 0.5% --reorder 10%,3"
                + " --delay 80ms --jitter 500us --corrupt 1% --truncate 100% --rebind 20");
        Faults faults = Faults.NONE
                .withLoss(0.05)
                .withBursts(new Faults.Bursts(0.01, 0.25, 1))
                .withDrops(Set.of(3L, 7L))
                .withBlackhole(new Faults.Span(5_000_000_000L, 8_000_000_000L))
                .withDuplicate(0.005)
                .withReordering(new Faults.Reordering(0.1, 3, 200_000_000))
                .withDelayNanos(80_000_000)
                .withJitterNanos(500_000)
                .withCorrupt(0.01)
                .withTruncate(1);
        assertEquals(faults, options.up());
        assertEquals(faults, options.down());
        assertEquals(20, options.rebind());
    }

    @Test
    void directionMayHaveSeparateFaults() throws WrongUse {
        ProxyOptions options = parse(PATH + " --loss 5% --up-loss 10% --down-blackhole 0s- --down-burst 1%,50%,30%");
        assertEquals(Faults.NONE.withLoss(0.1), options.up());
        assertEquals(
                Faults.NONE
                        .withLoss(0.05)
                        .withBlackhole(new Faults.Span(0, Long.MAX_VALUE))
                        .withBursts(new Faults.Bursts(0.01, 0.5, 0.3)),
                options.down());
    }

    @Test
    void hostIsANameOrAnIpv4OrIpv6Address() throws WrongUse {
        ProxyOptions options = parse("--listen 127.0.0.9:0 --to [::1]:53");
        assertEquals(new InetSocketAddress("127.0.0.9", 0), options.listen());
        assertEquals(new InetSocketAddress("::1", 53), options.to());
    }

    @Test
    void defaultSeedDiffersBetweenRuns() throws WrongUse {
        String words = "--listen 9000 --to localhost:8080";
        assertNotEquals(
                List.of(parse(words).seed(), parse(words).seed()),
                List.of(parse(words).seed(), parse(words).seed()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--lose 5%           | there is no option --lose; --help lists them",
                "--up-seed 5         | there is no option --up-seed; --help lists them",
                "loss 5%             | there is no option loss; --help lists them",
                "--loss              | --loss needs a value; --help tells which",
                "--loss 5            | --loss is 5; it must be a share from 0% to 100%, such as 5%",
                "--up-loss 101%      | --up-loss is 101%; it must be a share from 0% to 100%, such as 5%",
                "--corrupt -1%       | --corrupt is -1%; it must be a share from 0% to 100%, such as 5%",
                "--burst 5%          | --burst is 5%; it must be two or three shares from 0% to 100%, such as 1%,25%",
                "--burst 5%,x        | --burst is 5%,x; it must be two or three shares from 0% to 100%, such as 1%,25%",
                "--drop 3,           | --drop is 3,; it must be numbers, such as 3 or 3,7, from 1 to 1000000000000",
                "--drop 0            | --drop is 0; it must be numbers, such as 3 or 3,7, from 1 to 1000000000000",
                "--blackhole 5s      | --blackhole is 5s; it must be a span of time, such as 5s-8s or 0s-",
                "--blackhole 5-8     | --blackhole is 5-8; it must be a span of time, such as 5s-8s or 0s-",
                "--blackhole 8s-5s   | --blackhole is 8s-5s; it must be a span of time whose end is after its start",
                "--reorder 5%,0      | --reorder is 5%,0; it must be a share and a number from 1 to 1000",
                "--reorder x,1       | --reorder is x,1; it must be a share from 0% to 100% and a number from 1 to 1000, such as 10% or 10%,3",
                "--delay 20          | --delay is 20; it must be a time from 0ms to 10m, such as 80ms",
                "--jitter 11m        | --jitter is 11m; it must be a time from 0ms to 10m, such as 80ms",
                "--rebind 0          | --rebind is 0; it must be a number from 1 to 1000000000000",
                "--seed x            | --seed is x; it must be a number from -9223372036854775808 to 9223372036854775807",
                "--listen x          | --listen is x; it must be PORT or HOST:PORT with a port from 0 to 65535",
                "--listen :1         | --listen is :1; it must be PORT or HOST:PORT",
                "--to 8080           | --to is 8080; it must be HOST:PORT",
                "--to localhost:0    | --to is localhost:0; it must be HOST:PORT with a port from 1 to 65535",
                "--to no.invalid:80  | --to is no.invalid:80; no host of that name is known"
            })
    void invalidOptionIsOneLine(String wrong, String line) {
        assertError("impair: " + line, PATH + " " + wrong);
    }

    @Test
    void bothEndpointsAreRequired() {
        assertError("impair: --listen is missing; --help tells what it is", "--to localhost:8080");
        assertError("impair: --to is missing; --help tells what it is", "--listen 9000");
    }

    @Test
    void helpListsEveryOption() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(0, Impair.run(new String[] {"--loss", "--help"}, new PrintStream(out), System.err));
        assertEquals(Arguments.HELP, out.toString());
        List<String> missing = new ArrayList<>(List.of(
                "--listen [HOST:]PORT",
                "--to HOST",
                "--seed N",
                "--rebind N",
                "--loss ",
                "--burst ",
                "--drop ",
                "--blackhole ",
                "--duplicate ",
                "--reorder ",
                "--delay ",
                "--jitter ",
                "--corrupt ",
                "--truncate "));
        missing.removeIf(Arguments.HELP::contains);
        assertEquals(List.of(), missing);
    }

    private static void assertError(String line, String words) {
        assertEquals(
                line,
                "impair: " + assertThrows(WrongUse.class, () -> parse(words)).getMessage());
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status;
        try {
            status = Impair.run(words.split(" "), System.out, new PrintStream(err));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertEquals(2, status);
        assertEquals(line + System.lineSeparator(), err.toString());
    }

    private static ProxyOptions parse(String words) throws WrongUse {
        return Arguments.parse(words.split(" "));
    }
}
