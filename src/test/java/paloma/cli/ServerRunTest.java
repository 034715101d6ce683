package paloma.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerRunTest {
    @Test
    void aReceiveBufferThatTheKernelCutIsOneWarning() {
        assertEquals(
                Optional.of("Aviso: el sistema concede un búfer de recepción de 212992 bytes en lugar de 4194304;"
                        + " súbase su límite (en Linux, net.core.rmem_max)"),
                ServerRun.bufferWarning(212_992, 4_194_304, Words.of(Language.ES)));
        assertEquals(Optional.empty(), ServerRun.bufferWarning(4_194_304, 4_194_304, Words.of(Language.ES)));
        assertEquals(Optional.empty(), ServerRun.bufferWarning(8_388_608, 4_194_304, Words.of(Language.EN)));
    }
}
