/** What the operating system tells of the sockets it keeps. No socket of its own, and nothing of Paloma's. */
package paloma.kernel;
