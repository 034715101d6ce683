/** UDP sessions for Java: the contract, the server and the client. */
// HdrHistogram's jar declares no module name, so its file's name is used. Only the load generator, inside, needs it.
@SuppressWarnings("requires-automatic")
module paloma {
    requires java.management;
    requires static jdk.httpserver;
    requires static java.logging;
    requires static jdk.jfr;
    requires static info.picocli;
    requires static org.jline.nativ;
    requires static org.jline.reader;
    requires static org.jline.terminal;
    requires static HdrHistogram;

    exports paloma;
    exports paloma.server;
    exports paloma.client;
    exports paloma.http;

    opens paloma.cli to
            info.picocli;
    opens paloma.cli.client to
            info.picocli;
    opens paloma.cli.load to
            info.picocli;
    opens paloma.cli.option to
            info.picocli;
    opens paloma.cli.server to
            info.picocli;
}
