package paloma.cli.output;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * <em>Main thread.</em> Standard output and error in UTF-8, whatever the locale. Handles standard streams that the
 * parent process closed or that belong to the foreground job. On systems without {@code /proc} the usual case is
 * assumed.
 */
public final class StandardStreams {
    private static final StandardStream OUT = new StandardStream(FileDescriptor.out);
    private static final StandardStream ERR = new StandardStream(FileDescriptor.err);

    // See open(2): the access mode is in the lowest bits of the flags.
    private static final int ACCESS_MODE = 3;

    private StandardStreams() {}

    /** Replaces {@link System#out} and {@link System#err}. Must be called before anything is printed. */
    public static void install() {
        System.setOut(new WrappingPrintStream(out(), TerminalWidth.of(1)));
        System.setErr(new WrappingPrintStream(err(), TerminalWidth.of(2)));
    }

    /** <em>Any thread.</em> A stream that wraps printed lines at the width of its terminal. */
    private static final class WrappingPrintStream extends PrintStream {
        private final TerminalWidth width;

        WrappingPrintStream(OutputStream stream, TerminalWidth width) {
            super(stream, true, StandardCharsets.UTF_8);
            this.width = width;
        }

        @Override
        public void println(String line) {
            super.println(width.wrap(line));
        }
    }

    /** Returns a writer to {@link System#err}, flushed after each line. */
    public static PrintWriter errWriter() {
        return new PrintWriter(System.err, true, StandardCharsets.UTF_8) {
            @Override
            public void println(String line) {
                System.err.println(line);
            }
        };
    }

    /** Returns standard input, or an empty stream when this process must not read it. */
    public static InputStream in() {
        boolean closed = target(0).startsWith(System.getProperty("java.home"));
        boolean taken = isInBackground() && isTerminal(target(0));
        return closed || taken ? InputStream.nullInputStream() : new FileInputStream(FileDescriptor.in);
    }

    /** Returns standard output, unbuffered. */
    public static OutputStream out() {
        return OUT;
    }

    /** Returns standard error, unbuffered. */
    public static OutputStream err() {
        return ERR;
    }

    /**
     * Returns the first write error of standard output if it is a file or a device. A closed stream, or a pipe whose
     * reader has gone, has no error.
     */
    public static Optional<IOException> outError() {
        return OUT.firstError().filter(error -> isFileOrDevice(1));
    }

    /** Returns the first write error of standard error, under the same conditions. */
    public static Optional<IOException> errError() {
        return ERR.firstError().filter(error -> isFileOrDevice(2));
    }

    /** Returns false for a pipe, a socket and a terminal, whose other end may have gone. */
    private static boolean isFileOrDevice(int number) {
        Path descriptor = descriptor(number);
        try {
            return isOpen(number)
                    && (Files.isRegularFile(descriptor)
                            || OutputFile.isDevice(descriptor) && !isTerminal(target(number)));
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns whether {@code file} is standard output or standard error. */
    public static boolean isOutputOrError(Path file) throws IOException {
        return isSame(file, 1) || isSame(file, 2);
    }

    private static boolean isSame(Path file, int number) throws IOException {
        Path descriptor = descriptor(number);
        return Files.exists(descriptor) && Files.isSameFile(file, descriptor);
    }

    /**
     * Returns whether the descriptor is writable. A closed descriptor may have been reused by the Java runtime for a
     * file.
     */
    public static boolean isOpen(int number) {
        try {
            return Files.readString(Path.of("/proc/self/fdinfo/" + number))
                    .lines()
                    .filter(line -> line.startsWith("flags:"))
                    .anyMatch(line -> (Integer.parseInt(line.substring(6).strip(), 8) & ACCESS_MODE) != 0);
        } catch (IOException e) {
            return !Files.exists(Path.of("/proc/self/fdinfo"));
        }
    }

    /** Returns whether standard input and output are a terminal that this process may use. */
    public static boolean isInteractive() {
        return isTerminal(System.console()) && !isInBackground();
    }

    /** Returns whether standard input is a terminal that this process may read, whatever standard output is. */
    public static boolean isInputInteractive() {
        return isTerminal(0) && !isInBackground();
    }

    /** Returns whether standard error is the same terminal as standard output. */
    public static boolean isErrOnOutTerminal() {
        return isTerminal(target(2)) && target(2).equals(target(1));
    }

    /** Returns whether the descriptor is a terminal; without {@code /proc}, whether both input and output are. */
    public static boolean isTerminal(int descriptor) {
        Path target = target(descriptor);
        return target.toString().isEmpty() ? isTerminal(System.console()) : isTerminal(target);
    }

    /** Since Java 22 a console may exist without a terminal. */
    private static boolean isTerminal(java.io.Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    private static boolean isTerminal(Path target) {
        return target.startsWith("/dev/pts")
                || target.startsWith("/dev/console")
                || target.toString().startsWith("/dev/tty");
    }

    /** Returns whether another process group is in the foreground: reading would suspend this process (SIGTTIN). */
    private static boolean isInBackground() {
        try {
            return isInBackground(Files.readString(Path.of("/proc/self/stat")));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * @param stat the format of {@code proc(5)}: after the program's name in parentheses, field 3 is the process
     *     group, and field 6 the terminal's foreground group, -1 without a terminal
     */
    static boolean isInBackground(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        int group = Integer.parseInt(fields[2]);
        int foreground = Integer.parseInt(fields[5]);
        return foreground > 0 && foreground != group;
    }

    /** Returns the file of a descriptor. A closed descriptor may have been reused by the Java runtime. */
    private static Path target(int number) {
        try {
            return Files.readSymbolicLink(descriptor(number));
        } catch (IOException | UnsupportedOperationException e) {
            return Path.of("");
        }
    }

    private static Path descriptor(int number) {
        return Path.of("/proc/self/fd/" + number);
    }
}
