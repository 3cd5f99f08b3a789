/**
 * What a person types at the server's console: verbs that ask the running service through its management socket ({@link
 * dev.usbshare.server.console.ServerConsole}). Knows nothing of the rooms that do the work.
 */
@NullMarked
package dev.usbshare.server.console;

import org.jspecify.annotations.NullMarked;
