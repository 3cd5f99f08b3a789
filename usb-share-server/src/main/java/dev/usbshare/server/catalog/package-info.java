/**
 * What is offered to peers: the devices of this machine's USB hosts that the settings and people share, hubs never, nothing by
 * default. {@link dev.usbshare.server.catalog.SharedDevices} is the door; {@link dev.usbshare.server.catalog.Sharing} decides, and
 * {@link dev.usbshare.server.catalog.SharingEditor} changes it for people.
 */
@NullMarked
package dev.usbshare.server.catalog;

import org.jspecify.annotations.NullMarked;
