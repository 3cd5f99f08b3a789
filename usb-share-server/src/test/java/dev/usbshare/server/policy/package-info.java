/** Tests of the room {@code policy}: rules as a function of what is asked, and what is kept of them. */
@NullMarked
package dev.usbshare.server.policy;

import org.jspecify.annotations.NullMarked;
