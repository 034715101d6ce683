package paloma.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import paloma.cli.StuckHook;
import paloma.process.Launch;
import paloma.process.PalomaProcess;

class ProcessExitIT {
    @ParameterizedTest
    @ValueSource(strings = {"7", "7 late"})
    void aHookThatNeverEndsDoesNotKeepTheProcess(String arguments) {
        String classes = System.getProperty("java.class.path");
        String[] command = ("-cp " + classes + " " + StuckHook.class.getName() + " " + arguments).split(" ");
        try (PalomaProcess process = Launch.java(command).start()) {
            assertEquals(7, process.awaitExit());
        }
    }
}
