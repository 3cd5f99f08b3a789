/**
 * What is offered to peers: the devices of this machine's USB hosts that the settings share, hubs never, nothing by
 * default. {@link dev.usbshare.server.catalog.SharedDevices} is the door.
 */
@NullMarked
package dev.usbshare.server.catalog;

import org.jspecify.annotations.NullMarked;
