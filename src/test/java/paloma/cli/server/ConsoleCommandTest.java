package paloma.cli.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import paloma.cli.text.Language;
import paloma.cli.text.Messages;

class ConsoleCommandTest {
    @ParameterizedTest
    @EnumSource
    void bothNamesAreAccepted(ConsoleCommand command) {
        for (Language language : Language.values()) {
            assertEquals(Optional.of(command), ConsoleCommand.named(command.name(language)));
            assertEquals(
                    Optional.of(command),
                    ConsoleCommand.named(command.name(language).toUpperCase()));
        }
        assertEquals(Optional.empty(), ConsoleCommand.named(command.name() + "x"));
    }

    @Test
    void theLanguageOfTheConsoleIsSearchedFirst() {
        assertEquals(Optional.of("sesiones"), ConsoleCommand.closest("ses", Language.ES));
        assertEquals(Optional.of("sessions"), ConsoleCommand.closest("ses", Language.EN));
        assertEquals(Optional.of("account"), ConsoleCommand.closest("acount", Language.ES));
        assertEquals(Optional.empty(), ConsoleCommand.closest("listar", Language.ES));
    }

    @ParameterizedTest
    @EnumSource
    void helpHasALineForEachCommandOfAtMost60Columns(Language language) {
        List<String> lines = ConsoleCommand.help(Messages.of(language));
        for (ConsoleCommand command : ConsoleCommand.values()) {
            assertEquals(
                    1,
                    lines.stream()
                            .filter(line -> line.matches("  " + command.name(language) + " .* {2}\\S.*"))
                            .count(),
                    lines::toString);
        }
        lines.forEach(line -> assertTrue(line.length() <= 60, line));
    }

    @Test
    void helpExplainsArgumentsAndAbbreviations() {
        assertEquals(
                List.of(
                        "Órdenes:",
                        "  sesiones [página]          sesiones vivas, 20 por página",
                        "  enviar <ID|todos> <texto>  envía a una sesión o a todas",
                        "  cerrar <ID>                cierra una sesión",
                        "  cuenta                     la cuenta en este momento",
                        "  ayuda                      esta ayuda",
                        "  salir                      detiene el servidor",
                        "Basta el comienzo de un ID, único y de 4 letras o más.",
                        "En un terminal, Tab completa órdenes e ID."),
                ConsoleCommand.help(Messages.of(Language.ES)));
    }
}
