package paloma.load.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static paloma.load.report.Figures.assertFigures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.house.Timeouts;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** A thousand clients that send at the same time lose no message in the receive buffers. */
@Tag("alone")
class ManyClientsIT {
    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void aThousandClientsLoseNothingWithALargeBuffer(String processes) throws IOException {
        assumeTrue(maxReceiveBuffer() >= 4 << 20, "net.core.rmem_max is less than 4 MiB");
        try (PalomaProcess load = Launch.paloma(
                        "load",
                        "--lang",
                        "en",
                        "--timeout",
                        Timeouts.OPTION,
                        "--serve",
                        "--clients",
                        "1000",
                        "--processes",
                        processes)
                .start()) {
            // A busy machine may need a long time, which is not tested.
            await().atMost(Timeouts.LIMIT.multipliedBy(5)).until(() -> !load.isAlive());
            assertEquals(0, load.awaitExit(), load.stdout() + load.stderr());
            assertFigures(load, "sent", 100_000, "answered", 100_000, "lost", 0, "late", 0);
            assertFigures(load, "dropped by the kernel at the server", 0, "dropped by the kernel at the clients", 0);
        }
    }

    private static long maxReceiveBuffer() throws IOException {
        Path max = Path.of("/proc/sys/net/core/rmem_max");
        // In one read: a second read of such a file returns nothing.
        return Files.exists(max) ? Long.parseLong(Files.readAllLines(max).get(0)) : 0;
    }
}
