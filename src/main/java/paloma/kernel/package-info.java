/** What the operating system tells of the sockets and the addresses that it keeps. No socket of its own, and nothing of Paloma's. */
package paloma.kernel;
