package paloma.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LivePageTest {
    /** The hashes are those of {@code printf alpha | openssl dgst -sha256 -binary | base64}, and of beta and gamma. */
    @Test
    void thePolicyAllowsThePagesOwnStyleAndScripts() {
        String html = "<style>alpha</style><script>beta</script>\n<script>gamma</script>";
        assertEquals(
                "default-src 'none'; style-src 'sha256-jtP2rWhblZ6tcCJRjhr3bNgW+OjsfM3aHtQBjo8iI/g=';"
                        + " script-src 'sha256-9E5k5185SOn3P436lHIcTOjLtPJlxHkMcCstQc+/J1M=' 'sha256-vp1Yfe+h8MCe9J6xfiBpg6X4+CieQoGGC9DuWhlZLGc=';"
                        + " connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                LivePage.of(html).policy());
    }

    @Test
    void aPageWithoutScriptMayRunNone() {
        assertTrue(LivePage.of("<p>text</p>").policy().contains("; style-src 'none'; script-src 'none'; "));
    }
}
