/** Tests of the server as a whole: its command line, its Spring context, its process. */
@NullMarked
package dev.usbshare.server.ops;

import org.jspecify.annotations.NullMarked;
