package paloma.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("simulation")
class SimulationTest {
    /** Enough worlds for every reason to occur; {@code make sim} runs more. */
    private static final long SEEDS = 80;

    @Test
    void everyWorldKeepsTheInvariantsAndEveryReasonOccurs() {
        Simulation.Result result = Simulation.run(1, SEEDS);
        System.out.println(result);
        assertEquals(List.of(), result.missing());
        assertTrue(result.readPauses() > 0, result.toString());
        assertTrue(result.received() >= SEEDS * 20_000, result.toString());
    }

    @Test
    void seedDeterminesTheWorld() {
        assertEquals(Simulation.run(7, 1), Simulation.run(7, 1));
        assertNotEquals(Simulation.run(7, 1).trace(), Simulation.run(8, 1).trace());
    }
}
