package dev.usbshare.server.ops;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code usb-share.usb}: this machine's real USB devices.
 *
 * @param enabled false to use simulated devices only
 */
record UsbProperties(@DefaultValue("true") boolean enabled) {}
