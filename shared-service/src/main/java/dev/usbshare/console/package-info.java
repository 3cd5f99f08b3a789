/**
 * What a person's side of both programs has in common: it talks to the running service through its Unix socket ({@link
 * dev.usbshare.console.ManagementClient}) and never opens what belongs to the service, such as its database.
 */
@NullMarked
package dev.usbshare.console;

import org.jspecify.annotations.NullMarked;
