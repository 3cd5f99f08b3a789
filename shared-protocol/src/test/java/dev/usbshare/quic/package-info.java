/** Tests of the transport over real sockets, and its in-memory double for everybody's tests. */
@NullMarked
package dev.usbshare.quic;

import org.jspecify.annotations.NullMarked;
