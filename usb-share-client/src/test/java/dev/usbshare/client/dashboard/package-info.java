/** Tests of the client's dashboard, without a terminal. */
@NullMarked
package dev.usbshare.client.dashboard;

import org.jspecify.annotations.NullMarked;
