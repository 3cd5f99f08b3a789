/** Tests of the relation with a server, over the in-memory network and on virtual time. */
@NullMarked
package dev.usbshare.client.remote;

import org.jspecify.annotations.NullMarked;
