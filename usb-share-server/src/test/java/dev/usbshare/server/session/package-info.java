/** Tests of sessions: clients of the real protocol on a network in memory, simulated devices, time that a test moves. */
@NullMarked
package dev.usbshare.server.session;

import org.jspecify.annotations.NullMarked;
