/** UDP sessions for Java: the contract, the server and the client. */
module paloma {
    requires java.management;
    requires static java.logging;
    requires static info.picocli;
    requires static org.jline.reader;
    requires static org.jline.terminal;

    exports paloma;
    exports paloma.server;
    exports paloma.client;

    opens paloma.cli to
            info.picocli;
}
