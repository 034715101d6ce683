package paloma.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** <em>Main thread.</em> {@code paloma server}. */
@Command(name = "server", versionProvider = Version.class)
final class ServerCommand implements Callable<Integer> {
    private final Words words;

    @Mixin
    private CommonOptions common;

    ServerCommand(Words words) {
        this.words = words;
    }

    @Override
    public Integer call() {
        throw new Failure(Failure.COULD_NOT_RUN, words.say("failure.unexpected", "server"));
    }
}
