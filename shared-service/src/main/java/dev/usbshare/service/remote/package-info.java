/**
 * Management from other machines: a TCP port of its own with every endpoint but those that look into the process, behind TLS 1.3 and a token.
 * Closed unless the settings open it ({@link dev.usbshare.service.remote.RemoteProperties}).
 */
@NullMarked
package dev.usbshare.service.remote;

import org.jspecify.annotations.NullMarked;
