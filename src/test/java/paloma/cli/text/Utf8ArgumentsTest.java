package paloma.cli.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Utf8ArgumentsTest {
    @Test
    void damagedArgumentsAreReadFromTheCommandLine() {
        String[] received = {"server", "--prefix", "Contestaci\ufffd\ufffdn: "};
        String[] typed =
                Utf8Arguments.restore(received, bytes("java\0-jar\0x.jar\0server\0--prefix\0Contestación: \0"));
        assertArrayEquals(new String[] {"server", "--prefix", "Contestación: "}, typed);
    }

    @Test
    void aCommandLineThatIsNotTheirsIsIgnored() {
        String[] received = {"server", "\ufffd\ufffd"};
        assertSame(received, Utf8Arguments.restore(received, bytes("java\0-jar\0x.jar\0client\0ñ\0")));
        assertSame(received, Utf8Arguments.restore(received, bytes("ñ\0")));
        assertSame(received, Utf8Arguments.restore(received, bytes("")));
    }

    @Test
    void undamagedArgumentsStayAsTheyAre() {
        String[] received = {"server", "--prefix", "ñ"};
        assertSame(received, Utf8Arguments.restore(received));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
