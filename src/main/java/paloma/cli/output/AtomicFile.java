package paloma.cli.output;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * <em>Any thread.</em> A regular file whose content is replaced atomically, and whose metadata is kept. A copy with the
 * file's owner, permissions and extended attributes gets the new content and is renamed over the file. The file is
 * overwritten in place if it cannot be replaced: it has several hard links, an owner that this process cannot set, a
 * directory without write permission, or it is a mount point.
 *
 * <p>The copy has a random name and is created exclusively (CWE-377, CWE-59). Only an immediate end of the process,
 * e.g. by SIGKILL, leaves it behind.
 */
public final class AtomicFile {
    /** Size limit of a copy: the JDK copies an access control list only together with the content. */
    private static final long MAX_COPY_BYTES = 16 << 20;

    private static final long SHUTDOWN_SECONDS = 1;

    /** Held while a copy may exist. */
    private static final ReentrantLock COPY_LOCK = new ReentrantLock();

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(AtomicFile::shutDown, "paloma-report"));
        } catch (IllegalStateException e) {
            // The JVM is shutting down already.
        }
    }

    private final Path file;

    /** @param file may be a symbolic link */
    AtomicFile(Path file) {
        this.file = file;
    }

    /**
     * Tests whether {@link #write} can succeed, without a change.
     *
     * @throws IOException when the file cannot be written
     */
    void check() throws IOException {
        COPY_LOCK.lock();
        try {
            Path copy = copyOf(realPath());
            if (copy == null) {
                openToOverwrite().close();
            } else {
                Files.delete(copy);
            }
        } finally {
            COPY_LOCK.unlock();
        }
    }

    /**
     * Replaces the content of the file, which is created if it is missing.
     *
     * @throws IOException when it could not be written; the file is unchanged, except after an I/O error of the
     *     device
     */
    void write(byte[] content) throws IOException {
        COPY_LOCK.lock();
        try {
            Path real = realPath();
            Path copy = copyOf(real);
            if (copy == null || !tryReplace(real, copy, content)) {
                overwrite(content);
            }
        } finally {
            COPY_LOCK.unlock();
        }
    }

    /** Waits until no copy exists, for at most one second, and prevents further copies. */
    public static void shutDown() {
        try {
            // Never released.
            COPY_LOCK.tryLock(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Creates a file in the same directory that can replace this one; returns null if none can. */
    private Path copyOf(Path real) throws IOException {
        Path copy = real.resolveSibling(".paloma-" + UUID.randomUUID());
        if (!Files.exists(file)) {
            Files.newOutputStream(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                    .close();
            return copy;
        }
        // A rename needs write permission for the directory, not for the file.
        Files.newOutputStream(file, StandardOpenOption.WRITE).close();
        Map<String, Object> attributes = attributes(real);
        if (!isReplaceable(real, attributes)) {
            return null;
        }
        try {
            Files.copy(real, copy, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        } catch (AccessDeniedException e) {
            return null;
        }
        boolean same = false;
        try {
            same = hasSameOwnerAndMode(copy, attributes);
        } finally {
            if (!same) {
                Files.delete(copy);
            }
        }
        return same ? copy : null;
    }

    /** Resolves symbolic links. */
    private Path realPath() throws IOException {
        return Files.exists(file)
                ? file.toRealPath()
                : file.getParent().toRealPath().resolve(file.getFileName());
    }

    private static Map<String, Object> attributes(Path path) throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? Files.readAttributes(path, "unix:nlink,dev,uid,gid,mode,size", LinkOption.NOFOLLOW_LINKS)
                : Map.of();
    }

    private static boolean isReplaceable(Path real, Map<String, Object> attributes) throws IOException {
        Path directory = real.getParent();
        return Files.isWritable(directory)
                && (attributes.isEmpty()
                        || (int) attributes.get("nlink") == 1
                                && (long) attributes.get("size") <= MAX_COPY_BYTES
                                && attributes
                                        .get("dev")
                                        .equals(attributes(directory).get("dev")));
    }

    private static boolean hasSameOwnerAndMode(Path copy, Map<String, Object> attributes) throws IOException {
        Map<String, Object> copied = attributes(copy);
        for (String name : new String[] {"uid", "gid", "mode"}) {
            if (!attributes.isEmpty() && !copied.get(name).equals(attributes.get(name))) {
                return false;
            }
        }
        return true;
    }

    /** Returns false when the existing file cannot be replaced: a mount point. */
    private boolean tryReplace(Path real, Path copy, byte[] content) throws IOException {
        try {
            writeTo(content, copy);
            return tryMove(copy, real);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private static boolean tryMove(Path copy, Path real) throws IOException {
        try {
            Files.move(copy, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException e) {
            if (!Files.exists(real)) {
                throw e;
            }
            return false;
        }
    }

    private static void writeTo(byte[] content, Path copy) throws IOException {
        try (OutputStream out = Files.newOutputStream(
                copy, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING, LinkOption.NOFOLLOW_LINKS)) {
            out.write(content);
        }
    }

    private RandomAccessFile openToOverwrite() throws IOException {
        try {
            return new RandomAccessFile(file.toFile(), "rw");
        } catch (FileNotFoundException e) {
            // The file was opened for writing before. Opening it for reading or with creation is refused (proc(5):
            // fs.protected_regular).
            throw new AccessDeniedException(file.toString());
        }
    }

    /** Writes the part beyond the old length first: a full disk then leaves the old content intact. */
    private void overwrite(byte[] content) throws IOException {
        try (RandomAccessFile open = openToOverwrite()) {
            long length = open.length();
            int common = (int) Math.min(length, content.length);
            try {
                open.seek(common);
                open.write(content, common, content.length - common);
            } catch (IOException e) {
                open.setLength(length);
                throw e;
            }
            open.seek(0);
            open.write(content, 0, common);
            open.setLength(content.length);
        }
    }
}
