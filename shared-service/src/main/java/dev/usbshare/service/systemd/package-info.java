/**
 * What systemd hears of a service of type {@code notify}: that it is ready, alive and stopping, as datagrams of sd_notify(3).
 * {@link dev.usbshare.service.systemd.SystemdConfiguration} is the door; without {@code NOTIFY_SOCKET} nothing is sent.
 */
@NullMarked
package dev.usbshare.service.systemd;

import org.jspecify.annotations.NullMarked;
