/** Tests of the relay as a program. */
@NullMarked
package dev.usbshare.server.relayd;

import org.jspecify.annotations.NullMarked;
