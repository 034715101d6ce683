package paloma.jfr;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Recordings of Flight Recorder in this JVM. */
public final class Recorded {
    private Recorded() {}

    /** Runs {@code scenario} during a recording in {@code file}; returns Paloma's events in the order of their start. */
    public static List<RecordedEvent> during(Runnable scenario, Consumer<Recording> settings, Path file)
            throws IOException {
        try (Recording recording = new Recording()) {
            settings.accept(recording);
            recording.start();
            scenario.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("paloma."))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .toList();
    }
}
