/** Tests of the client as a program: its command line, its settings, its service and what that service shows. */
@NullMarked
package dev.usbshare.client.ops;

import org.jspecify.annotations.NullMarked;
