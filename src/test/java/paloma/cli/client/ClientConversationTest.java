package paloma.cli.client;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import paloma.cli.console.InputLine;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;

class ClientConversationTest {
    private static final String SPANISH = Messages.of(Language.ES).format("client.leave");
    private static final String ENGLISH = Messages.of(Language.EN).format("client.leave");

    @Test
    void theWordsThatLeaveAreThoseOfTheProtocolAndTheLanguage() {
        assertTrue(leaves(" salir ", SPANISH));
        assertTrue(leaves("salir", ENGLISH));
        assertTrue(leaves(" quit ", ENGLISH));
    }

    @Test
    void anyOtherLineIsAMessage() {
        assertFalse(leaves("quit", SPANISH));
        assertFalse(leaves("quit it", ENGLISH));
        assertFalse(leaves("Salir", SPANISH));
        assertFalse(leaves("", ENGLISH));
    }

    private static boolean leaves(String line, String leaveWord) {
        return ClientConversation.isLeave(new InputLine(line, line.length()), leaveWord);
    }
}
