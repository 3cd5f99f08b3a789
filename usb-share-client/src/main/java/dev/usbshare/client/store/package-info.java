/**
 * What the client remembers in its database, each table behind one class: servers ({@link
 * dev.usbshare.client.store.KnownServers}), rules ({@link dev.usbshare.client.store.StoredRules}), and what the firewall asks of, which
 * {@link dev.usbshare.client.store.DevicePins} has in memory. Everything else blocks, and is for management threads and writers.
 */
@NullMarked
package dev.usbshare.client.store;

import org.jspecify.annotations.NullMarked;
