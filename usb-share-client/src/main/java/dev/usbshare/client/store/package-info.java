/**
 * What the client remembers: servers, rules and pins in its database, each table behind one class. Reading is from memory
 * and never blocks; writing blocks until it is on disk and is for management threads, or for {@link
 * dev.usbshare.client.store.DevicePins}' own.
 */
@NullMarked
package dev.usbshare.client.store;

import org.jspecify.annotations.NullMarked;
