package paloma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchRefusalTest {
    @ParameterizedTest
    @EnumSource
    void textIsOneLineThatNamesTheNeed(BatchRefusal refusal) {
        assertTrue(refusal.text().matches("[^\\n]+; [^\\n]+(is|are) needed|.*needs [^\\n]+"), refusal.text());
    }

    @Test
    void exceptionCarriesTheReasonAndItsText() {
        BatchRefusedException refused = new BatchRefusedException(BatchRefusal.JDK_TOO_OLD);
        assertEquals(BatchRefusal.JDK_TOO_OLD, refused.reason());
        assertEquals("the transport batch cannot work: " + BatchRefusal.JDK_TOO_OLD.text(), refused.getMessage());
    }
}
