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
 * <em>Main thread.</em> Standard output and error in UTF-8 whatever the locale says, and standard streams that whoever
 * started the process closed, or keeps for the foreground, made harmless. What only {@code /proc} can tell is taken as
 * the usual case on systems without it.
 */
public final class StandardStreams {
    private static final StandardStream OUT = new StandardStream(FileDescriptor.out);
    private static final StandardStream ERR = new StandardStream(FileDescriptor.err);

    // See open(2): how a file was opened is in the lowest bits of its flags.
    private static final int ACCESS_MODE = 3;

    private StandardStreams() {}

    /** To be called before anything is printed. */
    public static void open() {
        System.setOut(new Lines(out(), TerminalWidth.of(1)));
        System.setErr(new Lines(err(), TerminalWidth.of(2)));
    }

    /** <em>Any thread.</em> A stream whose whole lines are folded to the width of its terminal. */
    private static final class Lines extends PrintStream {
        private final TerminalWidth width;

        Lines(OutputStream stream, TerminalWidth width) {
            super(stream, true, StandardCharsets.UTF_8);
            this.width = width;
        }

        @Override
        public void println(String line) {
            super.println(width.fold(line));
        }
    }

    /** A writer to {@link System#err}, line by line. */
    public static PrintWriter errors() {
        return new PrintWriter(System.err, true, StandardCharsets.UTF_8) {
            @Override
            public void println(String line) {
                System.err.println(line);
            }
        };
    }

    /** Standard input; an empty stream when there is nothing that this process may read. */
    public static InputStream in() {
        boolean closed = target(0).startsWith(System.getProperty("java.home"));
        boolean taken = isInBackground() && isTerminal(target(0));
        return closed || taken ? InputStream.nullInputStream() : new FileInputStream(FileDescriptor.in);
    }

    /** Standard output, unbuffered. */
    public static OutputStream out() {
        return OUT;
    }

    /** Standard error, unbuffered. */
    public static OutputStream err() {
        return ERR;
    }

    /**
     * The first error of standard output, if that is a file or a device, which should hold what was printed. One that is
     * closed, or whose reader went away, has lost nothing that was asked for.
     */
    public static Optional<IOException> lostOutput() {
        return OUT.error().filter(error -> holds(1));
    }

    /** The same of standard error. */
    public static Optional<IOException> lostErrors() {
        return ERR.error().filter(error -> holds(2));
    }

    /** Unlike a pipe, a socket or a terminal, the other end of which may have gone. */
    private static boolean holds(int number) {
        Path descriptor = descriptor(number);
        try {
            return isOpen(number)
                    && (Files.isRegularFile(descriptor)
                            || OutputFile.isDevice(descriptor) && !isTerminal(target(number)));
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether standard output or standard error is this file. */
    public static boolean goTo(Path file) throws IOException {
        return isSame(file, 1) || isSame(file, 2);
    }

    private static boolean isSame(Path file, int number) throws IOException {
        Path descriptor = descriptor(number);
        return Files.exists(descriptor) && Files.isSameFile(file, descriptor);
    }

    /** Whether something can be written to the descriptor; one that was closed may be a file of the Java runtime by now. */
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

    /** Whether standard input and output are a terminal that is this process's to use. */
    public static boolean areTerminal() {
        return isTerminal(System.console()) && !isInBackground();
    }

    /** Whether a person types standard input at a terminal that is this process's to read, wherever the output goes. */
    public static boolean isInputTyped() {
        return isTerminal(0) && !isInBackground();
    }

    /** Whether standard error shows on the same terminal as standard output. */
    public static boolean errorsShareTerminal() {
        return isTerminal(target(2)) && target(2).equals(target(1));
    }

    /** Whether a descriptor of this process leads to a terminal; without {@code /proc}, whether both in- and output do. */
    static boolean isTerminal(int descriptor) {
        Path target = target(descriptor);
        return target.toString().isEmpty() ? isTerminal(System.console()) : isTerminal(target);
    }

    /** From Java 22 on there may be a console without a terminal. */
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

    /** Whether another process group owns the terminal: reading from it would suspend this process. */
    private static boolean isInBackground() {
        try {
            return isInBackground(Files.readString(Path.of("/proc/self/stat")));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * @param stat as {@code proc(5)} describes it: after the program's name, which is in parentheses, the process group
     *     is the 3rd field, and that of the terminal's foreground, or -1 without a terminal, the 6th
     */
    static boolean isInBackground(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        int group = Integer.parseInt(fields[2]);
        int foreground = Integer.parseInt(fields[5]);
        return foreground > 0 && foreground != group;
    }

    /** What a descriptor stands for. One that was closed has been taken by a file of the Java runtime by now. */
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
