package paloma.cli.server;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import paloma.cli.option.HostName;
import paloma.cli.option.HostPort;
import paloma.cli.option.ListenAddress;
import paloma.cli.output.AsyncPrinter;
import paloma.cli.text.CommandException;
import paloma.cli.text.Messages;
import paloma.cli.text.SafeText;
import paloma.http.StatusServer;
import paloma.net.Resolver;
import paloma.server.Server;

/**
 * <em>Main thread.</em> The HTTP server of the option {@code --http}, or none.
 * Only with the option are classes loaded that need the JDK's module {@code jdk.httpserver}.
 */
final class HttpEndpoint implements AutoCloseable {
    private final StatusServer http;
    private final ListenAddress address;
    private final Messages texts;

    /** @param http null for none */
    private HttpEndpoint(StatusServer http, ListenAddress address, Messages texts) {
        this.http = http;
        this.address = address;
        this.texts = texts;
    }

    /**
     * Starts to serve the numbers of {@code server} at {@code address}; null for nowhere.
     *
     * @throws CommandException when that is not possible
     */
    static HttpEndpoint open(Server server, ListenAddress address, Messages texts) {
        if (address == null) {
            return new HttpEndpoint(null, null, texts);
        }
        String shown = shown(address.host(), address.port());
        try {
            InetAddress host = Resolver.SYSTEM.resolve(address.host()).get(0);
            StatusServer http = StatusServer.open(server, new InetSocketAddress(host, address.port()));
            return new HttpEndpoint(http, address, texts);
        } catch (UnknownHostException e) {
            throw HostName.unresolved(address.host(), texts);
        } catch (NoClassDefFoundError e) {
            throw cannotOpen(texts.format("server.http.no-module"));
        } catch (BindException e) {
            String reason = ServerRun.bindFailure(address.host(), address.port());
            throw cannotOpen(texts.format("server.http.cannot-bind." + reason, shown));
        } catch (IOException | Error e) {
            throw cannotOpen(
                    texts.format("server.http.cannot-open", shown, SafeText.of(String.valueOf(e.getMessage()))));
        }
    }

    private static String shown(String host, int port) {
        return HostPort.of(SafeText.of(host), port);
    }

    private static CommandException cannotOpen(String line) {
        return new CommandException(CommandException.COULD_NOT_RUN, line);
    }

    /** Prints the URL, and a warning when other machines can reach it. */
    void printStartup(AsyncPrinter out, AsyncPrinter err) {
        if (http == null) {
            return;
        }
        String url = "http://" + shown(address.host(), http.localAddress().getPort()) + "/";
        out.print(texts.format("server.http", url));
        if (!http.localAddress().getAddress().isLoopbackAddress()) {
            err.print(texts.format("server.http.not-loopback", url));
        }
    }

    @Override
    public void close() {
        if (http != null) {
            http.close();
        }
    }
}
