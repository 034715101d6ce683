package paloma.cli.server;

import java.time.Duration;
import paloma.cli.option.ListenAddress;
import paloma.cli.output.OutputFile;

/**
 * <em>Immutable.</em> The outputs of a server's numbers.
 *
 * @param report the file of the report, or null for none
 * @param reportEvery between reports of a running server; zero for none
 * @param http where they are served over HTTP, or null for nowhere
 */
record MonitoringOptions(OutputFile report, Duration reportEvery, ListenAddress http) {}
