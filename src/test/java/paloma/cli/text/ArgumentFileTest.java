package paloma.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentFileTest {
    private static final Messages TEXTS = Messages.of(Language.EN);

    @TempDir
    private Path folder;

    @Test
    void argumentsReplaceTheNameOfTheFile() throws IOException {
        assertEquals(
                List.of("server", "--port", "9000", "--quiet", "--lang=en"),
                expanded("server", "@" + file("--port 9000\n\t--quiet\r\n"), "--lang=en"));
        assertEquals(List.of(), expanded("@" + file("")));
        assertEquals(List.of("a", "b"), expanded("@" + file("a"), "@" + file("\ufeffb")));
    }

    @Test
    void quotationMarksKeepSpaces() throws IOException {
        assertEquals(
                List.of("--prefix=¡Hola, señor!: ", "", "it's", "a \"b\" \\", "c\\d", "x#y"),
                expanded("@" + file("--prefix='¡Hola, señor!: ' '' \"it's\" \"a \\\"b\\\" \\\\\" c\\d x#y")));
        assertEquals(List.of("two\nlines"), expanded("@" + file("'two\nlines'")));
    }

    @Test
    void aCommentEndsWithItsLine() throws IOException {
        assertEquals(
                List.of("--port", "1", "--quiet"), expanded("@" + file("# the port's\n--port 1 # one\n#\n--quiet #'")));
    }

    @Test
    void twoSignsStandForOne() throws IOException {
        assertEquals(List.of("--prefix", "@home", "@", "a@b"), expanded("--prefix", "@@home", "@", "a@b"));
        assertEquals(List.of("@other"), expanded("@" + file("@other")));
    }

    @Test
    void whyAFileCannotBeReadIsReported() throws IOException {
        assertFailure(
                folder.resolve("none\u001b"), "it does not exist; an argument that starts with @ is written with @@");
        assertFailure(folder, "it is a folder");
        assertFailure(file("se\u00f1al".getBytes(StandardCharsets.ISO_8859_1)), "it is not UTF-8");
        assertFailure(file(new byte[ArgumentFile.MAX_BYTES + 1]), "it has more than 1048576 bytes");
        assertEquals(1, expanded("@" + file("x".repeat(ArgumentFile.MAX_BYTES))).size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            1 | --prefix "a
            2 | --quiet\\n--prefix=b'\\n\\n
            3 | 'a\\nb'\\n"c\\"
            """)
    void anOpenQuotationIsReportedWithItsLine(int line, String content) throws IOException {
        assertFailure(
                file(content.replace("\\n", "\n")), "the quotation that starts in line " + line + " is not closed");
    }

    private void assertFailure(Path file, String reason) {
        CommandException error = assertThrows(CommandException.class, () -> expanded("server", "@" + file));
        assertEquals(
                "Cannot read the argument file " + SafeText.of(file.toString()) + ": " + reason, error.getMessage());
        assertEquals(CommandException.USAGE_ERROR, error.status());
    }

    private static List<String> expanded(String... arguments) {
        return List.of(ArgumentFile.expand(arguments, TEXTS));
    }

    private Path file(String content) throws IOException {
        return file(content.getBytes(StandardCharsets.UTF_8));
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(Files.createTempFile(folder, "arguments", ""), content);
    }
}
