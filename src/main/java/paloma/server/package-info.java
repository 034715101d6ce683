/** The server: one socket, its sessions, and the threads that serve them. Start with {@link paloma.server.Server}. */
package paloma.server;
