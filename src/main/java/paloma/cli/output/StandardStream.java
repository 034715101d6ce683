package paloma.cli.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** <em>Any thread.</em> Standard output or error, unbuffered. Keeps the first write error. */
final class StandardStream extends OutputStream {
    private final OutputStream stream;
    private final AtomicReference<IOException> firstError = new AtomicReference<>();

    StandardStream(FileDescriptor descriptor) {
        this.stream = new FileOutputStream(descriptor);
    }

    /** Returns the first write error, or empty when all writes succeeded. */
    Optional<IOException> firstError() {
        return Optional.ofNullable(firstError.get());
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            stream.write(bytes, from, length);
        } catch (IOException e) {
            firstError.compareAndSet(null, e);
            throw e;
        }
    }
}
