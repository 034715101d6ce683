package paloma.cli.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * <em>Main thread.</em> Replaces each argument {@code @FILE} by the arguments in this file; {@code @@} stands for an
 * argument that starts with {@code @}.
 *
 * <p>The file is in UTF-8. Spaces and line breaks separate arguments. Quotation marks, {@code '} or {@code "}, keep
 * spaces; between them a backslash makes the next character literal. {@code #} at the start of an argument starts a
 * comment, up to the end of the line. A file names no other files.
 */
public final class ArgumentFile {
    /** Maximum size of a file. */
    static final int MAX_BYTES = 1 << 20;

    private final String name;
    private final Messages texts;

    private ArgumentFile(String name, Messages texts) {
        this.name = name;
        this.texts = texts;
    }

    /**
     * Returns {@code arguments} with the contents of the files.
     *
     * @throws CommandException when a file cannot be read, or its content is invalid
     */
    public static String[] expand(String[] arguments, Messages texts) {
        List<String> expanded = new ArrayList<>(arguments.length);
        for (String argument : arguments) {
            if (argument.startsWith("@@")) {
                expanded.add(argument.substring(1));
            } else if (argument.startsWith("@") && argument.length() > 1) {
                ArgumentFile file = new ArgumentFile(argument.substring(1), texts);
                expanded.addAll(file.parse(file.read()));
            } else {
                expanded.add(argument);
            }
        }
        return expanded.toArray(String[]::new);
    }

    private String read() {
        try (InputStream in = Files.newInputStream(Path.of(name))) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw invalid("too-long", MAX_BYTES);
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (NoSuchFileException e) {
            throw invalid("missing");
        } catch (InvalidPathException e) {
            throw invalid("locale");
        } catch (AccessDeniedException e) {
            throw invalid("right");
        } catch (CharacterCodingException e) {
            throw invalid("not-utf8");
        } catch (IOException e) {
            throw Files.isDirectory(Path.of(name))
                    ? invalid("folder")
                    : failure(SafeText.of(String.valueOf(e.getMessage())));
        }
    }

    private List<String> parse(String text) {
        List<String> words = new ArrayList<>();
        for (int i = startOfWord(text, 0); i < text.length(); i = startOfWord(text, i)) {
            StringBuilder word = new StringBuilder();
            i = readWord(text, i, word);
            words.add(word.toString());
        }
        return words;
    }

    /** Returns the index of the first character from {@code start} on that is neither a space nor in a comment. */
    private static int startOfWord(String text, int start) {
        int i = start;
        while (i < text.length() && (Character.isWhitespace(text.charAt(i)) || text.charAt(i) == '#')) {
            int lineBreak = text.charAt(i) == '#' ? text.indexOf('\n', i) : i;
            i = lineBreak < 0 ? text.length() : lineBreak + 1;
        }
        return i;
    }

    /** Appends the word at {@code start} to {@code word}; returns the index after it. */
    private int readWord(String text, int start, StringBuilder word) {
        int i = start;
        while (i < text.length() && !Character.isWhitespace(text.charAt(i))) {
            char c = text.charAt(i);
            if (c == '"' || c == '\'') {
                i = readQuotation(text, i, word);
            } else {
                word.append(c);
                i++;
            }
        }
        return i;
    }

    /** Appends the quotation at {@code start}, without its marks, to {@code word}; returns the index after it. */
    private int readQuotation(String text, int start, StringBuilder word) {
        char mark = text.charAt(start);
        for (int i = start + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == mark) {
                return i + 1;
            }
            if (c == '\\' && i + 1 < text.length()) {
                i++;
            }
            word.append(text.charAt(i));
        }
        throw invalid("open-quotation", text.substring(0, start + 1).lines().count());
    }

    private CommandException invalid(String reason, Object... arguments) {
        return failure(texts.format("argument-file." + reason, arguments));
    }

    private CommandException failure(String reason) {
        return new CommandException(
                CommandException.USAGE_ERROR, texts.format("argument-file", SafeText.of(name), reason));
    }
}
