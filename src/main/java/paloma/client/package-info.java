/** The client: one connected socket on a reactor that many clients may share. Start with {@link paloma.client.Client}. */
package paloma.client;
