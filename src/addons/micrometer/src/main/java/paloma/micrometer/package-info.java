/**
 * Meters of Micrometer for a server. {@link paloma.micrometer.ServerMetrics} is the only class to use; it needs
 * {@code micrometer-core} and no particular registry.
 */
package paloma.micrometer;
