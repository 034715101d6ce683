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
import paloma.house.Patience;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

/** As many messages at once as each processor lets wait for all programs together. */
@Tag("alone")
class CrowdIT {
    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void aThousandClientsLoseNothingWhereTheBufferIsGranted(String processes) throws IOException {
        assumeTrue(mostReceiveBuffer() >= 4 << 20, "net.core.rmem_max is less than 4 MiB");
        try (PalomaProcess load = Launch.paloma(
                        "load",
                        "--lang",
                        "en",
                        "--timeout",
                        Patience.OPTION,
                        "--serve",
                        "--clients",
                        "1000",
                        "--processes",
                        processes)
                .start()) {
            // A busy machine needs its time for so many, which is not what is tested.
            await().atMost(Patience.LIMIT.multipliedBy(5)).until(() -> !load.isAlive());
            assertEquals(0, load.awaitExit(), load.stdout() + load.stderr());
            assertFigures(load, "sent", 100_000, "answered", 100_000, "lost", 0, "late", 0);
            assertFigures(load, "dropped by the kernel at the server", 0, "dropped by the kernel at the clients", 0);
        }
    }

    private static long mostReceiveBuffer() throws IOException {
        Path most = Path.of("/proc/sys/net/core/rmem_max");
        // In one read: the second one of such a file finds nothing.
        return Files.exists(most) ? Long.parseLong(Files.readAllLines(most).get(0)) : 0;
    }
}
