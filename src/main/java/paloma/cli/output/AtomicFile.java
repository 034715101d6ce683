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
 * <em>Any thread.</em> A regular file whose content is written as a whole, and nothing else of it is changed. A copy with
 * owner, permissions and extended attributes of the file gets the new content and is renamed over it. A file that cannot
 * be replaced so is overwritten: it has several names, an owner that this process cannot give to a copy, a folder without
 * the right to write, or it is a mount point.
 *
 * <p>The copy has a random name and is created exclusively (CWE-377, CWE-59). Only a process that ends at once, as by
 * SIGKILL, leaves it behind.
 */
public final class AtomicFile {
    /** The JDK copies an access control list only together with the content. */
    private static final long LARGEST_COPY_BYTES = 16 << 20;

    private static final long END_SECONDS = 1;

    /** Held while there may be a copy. */
    private static final ReentrantLock COPYING = new ReentrantLock();

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(AtomicFile::end, "paloma-report"));
        } catch (IllegalStateException e) {
            // The process ends already.
        }
    }

    private final Path file;

    /** @param file may be a link to the file */
    AtomicFile(Path file) {
        this.file = file;
    }

    /**
     * Does what {@link #write} does, except for the change.
     *
     * @throws IOException when the file cannot be written
     */
    void check() throws IOException {
        COPYING.lock();
        try {
            Path copy = copyOf(realPath());
            if (copy == null) {
                openToOverwrite().close();
            } else {
                Files.delete(copy);
            }
        } finally {
            COPYING.unlock();
        }
    }

    /**
     * Makes {@code content} the content of the file, which is created if it is missing.
     *
     * @throws IOException when it could not be written; the file is as it was, except after an error of the device
     */
    void write(byte[] content) throws IOException {
        COPYING.lock();
        try {
            Path real = realPath();
            Path copy = copyOf(real);
            if (copy == null || !replaced(real, copy, content)) {
                overwrite(content);
            }
        } finally {
            COPYING.unlock();
        }
    }

    /** Waits until no copy is left, but for no longer than a second; from then on none is made. */
    public static void end() {
        try {
            // Never released.
            COPYING.tryLock(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A file beside this one that can take its place; null when none can. */
    private Path copyOf(Path real) throws IOException {
        Path copy = real.resolveSibling(".paloma-" + UUID.randomUUID());
        if (!Files.exists(file)) {
            Files.newOutputStream(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                    .close();
            return copy;
        }
        // A rename asks for the right to the folder, and not for the right to the file.
        Files.newOutputStream(file, StandardOpenOption.WRITE).close();
        Map<String, Object> attributes = attributes(real);
        if (!canBeCopied(real, attributes)) {
            return null;
        }
        try {
            Files.copy(real, copy, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        } catch (AccessDeniedException e) {
            return null;
        }
        boolean alike = false;
        try {
            alike = isAlike(copy, attributes);
        } finally {
            if (!alike) {
                Files.delete(copy);
            }
        }
        return alike ? copy : null;
    }

    /** Behind links, where the content is. */
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

    private static boolean canBeCopied(Path real, Map<String, Object> attributes) throws IOException {
        Path folder = real.getParent();
        return Files.isWritable(folder)
                && (attributes.isEmpty()
                        || (int) attributes.get("nlink") == 1
                                && (long) attributes.get("size") <= LARGEST_COPY_BYTES
                                && attributes
                                        .get("dev")
                                        .equals(attributes(folder).get("dev")));
    }

    private static boolean isAlike(Path copy, Map<String, Object> attributes) throws IOException {
        Map<String, Object> copied = attributes(copy);
        for (String name : new String[] {"uid", "gid", "mode"}) {
            if (!attributes.isEmpty() && !copied.get(name).equals(attributes.get(name))) {
                return false;
            }
        }
        return true;
    }

    /** Returns false when a file is there that cannot be replaced: a mount point. */
    private boolean replaced(Path real, Path copy, byte[] content) throws IOException {
        try {
            put(content, copy);
            return moved(copy, real);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private static boolean moved(Path copy, Path real) throws IOException {
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

    private static void put(byte[] content, Path copy) throws IOException {
        try (OutputStream out = Files.newOutputStream(
                copy, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING, LinkOption.NOFOLLOW_LINKS)) {
            out.write(content);
        }
    }

    private RandomAccessFile openToOverwrite() throws IOException {
        try {
            return new RandomAccessFile(file.toFile(), "rw");
        } catch (FileNotFoundException e) {
            // It could be opened just now, but not to be read, or created (proc(5): fs.protected_regular), as this
            // does.
            throw new AccessDeniedException(file.toString());
        }
    }

    /** What is longer than the old content is written first: a full disk leaves that as it was. */
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
