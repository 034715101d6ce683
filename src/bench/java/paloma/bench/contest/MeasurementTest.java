package paloma.bench.contest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeasurementTest {
    private static final Measurement LONG = new Measurement(
            "{\"answered\":3000,\"nanos\":30000000,\"cpu_ns\":21000000,\"user_ticks\":1,\"system_ticks\":6}");
    private static final Measurement SHORT = new Measurement(
            "{\"answered\":1000,\"nanos\":10000000,\"cpu_ns\":9000000,\"user_ticks\":1,\"system_ticks\":0}");

    @Test
    void severalMeasurementsAreAddedUp() {
        assertEquals(100_000, Measurement.throughput(List.of(LONG, SHORT)), 1e-6);
        assertEquals(7.5, Measurement.cpuMicros(List.of(LONG, SHORT)), 1e-6);
        assertEquals(7.5 * 2 / 8, Measurement.userMicros(List.of(LONG, SHORT)), 1e-6);
    }

    @Test
    void userTimeIsZeroWithoutTicks() {
        Measurement idle = new Measurement("{\"answered\":1,\"cpu_ns\":1000,\"user_ticks\":0,\"system_ticks\":0}");
        assertEquals(0, Measurement.userMicros(List.of(idle)));
    }
}
