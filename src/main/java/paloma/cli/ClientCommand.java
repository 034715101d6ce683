package paloma.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** <em>Main thread.</em> {@code paloma client}. */
@Command(name = "client", versionProvider = Version.class)
final class ClientCommand implements Callable<Integer> {
    private final Words words;

    @Mixin
    private CommonOptions common;

    ClientCommand(Words words) {
        this.words = words;
    }

    @Override
    public Integer call() {
        throw new Failure(Failure.COULD_NOT_RUN, words.say("failure.unexpected", "client"));
    }
}
