/**
 * What a person types at the client's console: verbs that ask the running service through its management socket ({@link
 * dev.usbshare.client.console.ClientConsole}). Knows nothing of the rooms that do the work.
 */
@NullMarked
package dev.usbshare.client.console;

import org.jspecify.annotations.NullMarked;
