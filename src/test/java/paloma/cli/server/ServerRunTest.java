package paloma.cli.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import paloma.Limits;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;

class ServerRunTest {
    @Test
    void aReceiveBufferThatTheKernelCutIsOneWarning() {
        assertEquals(
                Optional.of("Aviso: el sistema concede un búfer de recepción de 212992 bytes en lugar de 4194304;"
                        + " súbase su límite (en Linux, net.core.rmem_max)"),
                ServerRun.bufferWarning(212_992, 4_194_304, Messages.of(Language.ES)));
        assertEquals(Optional.empty(), ServerRun.bufferWarning(4_194_304, 4_194_304, Messages.of(Language.ES)));
        assertEquals(Optional.empty(), ServerRun.bufferWarning(8_388_608, 4_194_304, Messages.of(Language.EN)));
    }

    @Test
    void allLimitsLoweredForTheHeapAreOneWarning() {
        Messages texts = Messages.of(Language.ES);
        Limits limits = Limits.DEFAULTS;
        assertEquals(Optional.empty(), ServerRun.heapWarning(limits, limits, texts));
        assertEquals(
                Optional.of("Aviso: el montículo da para 8738 sesiones en lugar de 100000; súbase su límite (-Xmx)"),
                ServerRun.heapWarning(limits.toBuilder().sessions(8_738).build(), limits, texts));
        Limits small = limits.toBuilder()
                .backlogMessages(1)
                .backlogBytes(2)
                .outboxDatagrams(3)
                .outboxBytes(4)
                .build();
        assertEquals(
                Optional.of("Warning: the heap has room for 1 waiting messages instead of 65536,"
                        + " 2 bytes of waiting messages instead of 67108864, 3 datagrams in the outbox instead of 4096,"
                        + " 4 bytes in the outbox instead of 16777216; raise its limit (-Xmx)"),
                ServerRun.heapWarning(small, limits, Messages.of(Language.EN)));
    }
}
