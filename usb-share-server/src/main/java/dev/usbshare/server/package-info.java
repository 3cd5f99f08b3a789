/** The service beside the USB devices: finds them, guards them and carries out the URBs of remote clients. */
@NullMarked
package dev.usbshare.server;

import org.jspecify.annotations.NullMarked;
