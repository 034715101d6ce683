package paloma.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LanguageTest {
    @Test
    void theDefaultIsSpanish() {
        assertEquals(Language.ES, Language.of());
        assertEquals(Language.ES, Language.of("server", "--lang"));
        assertEquals(Language.ES, Language.of("server", "--lang", "fr"));
        assertEquals(Language.EN, Language.of("server", "--lang", "en"));
        assertEquals(Language.EN, Language.of("--lang=EN", "server"));
        assertEquals(Language.ES, Language.of("--lang=en", "server", "--lang", "es"));
    }

    @Test
    void unknownCodesAreRefused() {
        assertEquals(Language.EN, Language.parse("En"));
        assertThrows(IllegalArgumentException.class, () -> Language.parse("fr"));
    }
}
