package paloma.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Every line of the kernel's tables is parsed or skipped. */
@Tag("instrumented")
class ProcNetUdpFuzz {
    @FuzzTest
    void everyLineIsParsedOrSkipped(byte[] table) {
        List<String> lines = new String(table, StandardCharsets.UTF_8).lines().toList();
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            ProcNetUdp sockets = ProcNetUdp.parse(lines, order);
            assertTrue(sockets.drops().size() <= lines.size());
            assertTrue(sockets.drops().values().stream().noneMatch(drops -> drops < 0));
        }
    }
}
