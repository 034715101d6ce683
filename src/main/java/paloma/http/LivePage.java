package paloma.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * <em>Immutable.</em> The live page and its Content-Security-Policy.
 * The policy allows the page's own style and script by their hashes (CSP Level 3 §2.3.1), requests to the same server,
 * and images in {@code data:} URLs, as its icon is one.
 *
 * @param html one HTML document in UTF-8, without external resources
 * @param policy the value of the header
 */
record LivePage(byte[] html, String policy) {
    private static final String RESOURCE = "page.html";

    private static final Pattern STYLE = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL);
    private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);

    /** Reads the page from its resource. */
    static LivePage load() {
        try (InputStream in = LivePage.class.getResourceAsStream(RESOURCE)) {
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static LivePage of(String html) {
        String policy = "default-src 'none'; style-src" + hashes(STYLE, html) + "; script-src" + hashes(SCRIPT, html)
                + "; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        return new LivePage(html.getBytes(StandardCharsets.UTF_8), policy);
    }

    private static String hashes(Pattern element, String html) {
        String hashes = element.matcher(html)
                .results()
                .map((MatchResult match) -> " '" + hash(match.group(1)) + "'")
                .collect(Collectors.joining());
        return hashes.isEmpty() ? " 'none'" : hashes;
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
