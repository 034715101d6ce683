package paloma.cli.text;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void theVariableChoosesWhereTheOptionDoesNot() {
        assertEquals(Optional.empty(), Language.chosen(Map.of(), "server"));
        assertEquals(Optional.empty(), Language.chosen(Map.of("PALOMA_LANG", ""), "server"));
        assertEquals(Optional.of(Language.EN), Language.chosen(Map.of("PALOMA_LANG", "EN"), "server"));
        assertEquals(Optional.of(Language.ES), Language.chosen(Map.of("PALOMA_LANG", "en"), "server", "--lang=es"));
        assertEquals(Optional.of(Language.ES), Language.chosen(Map.of(), "server", "--lang", "es"));
    }

    @Test
    void anUnknownCodeInTheVariableIsAUsageError() {
        assertDoesNotThrow(() -> Language.checkVariable(Map.of()));
        assertDoesNotThrow(() -> Language.checkVariable(Map.of("PALOMA_LANG", "")));
        assertDoesNotThrow(() -> Language.checkVariable(Map.of("PALOMA_LANG", "En")));
        CommandException error = assertThrows(
                CommandException.class, () -> Language.checkVariable(Map.of("PALOMA_LANG", "fr\u001b[2J")));
        assertEquals("Valor no válido para PALOMA_LANG: «fr\\x1b[2J»; se espera es o en", error.getMessage());
        assertEquals(CommandException.USAGE_ERROR, error.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "en_US.UTF-8", "en-GB", "en@quot", "en.UTF-8"})
    void anEnglishLocaleStartsWithItsLanguage(String locale) {
        assertTrue(Language.isEnglishLocale(Map.of("LANG", locale)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "C", "POSIX", "C.UTF-8", "es_ES.UTF-8", "eng", "ens_XX"})
    void anotherLocaleIsNotEnglish(String locale) {
        assertFalse(Language.isEnglishLocale(Map.of("LANG", locale)));
        assertFalse(Language.isEnglishLocale(Map.of()));
    }

    @Test
    void theOrderOfTheVariablesIsThatOfPosix() {
        assertFalse(Language.isEnglishLocale(Map.of("LC_ALL", "C", "LC_MESSAGES", "en_US", "LANG", "en_US")));
        assertTrue(Language.isEnglishLocale(Map.of("LC_ALL", "en_US", "LC_MESSAGES", "C", "LANG", "C")));
        assertFalse(Language.isEnglishLocale(Map.of("LC_ALL", "", "LC_MESSAGES", "es_ES", "LANG", "en_US")));
        assertTrue(Language.isEnglishLocale(Map.of("LC_MESSAGES", "en_US", "LANG", "es_ES", "LC_CTYPE", "es_ES")));
    }
}
