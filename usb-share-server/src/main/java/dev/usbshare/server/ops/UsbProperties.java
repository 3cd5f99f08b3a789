package dev.usbshare.server.ops;

import dev.usbshare.service.config.Meaning;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code usb-share.usb}: this machine's real USB devices.
 *
 * @param enabled false to use simulated devices only
 */
record UsbProperties(
        @Meaning("Whether this machine's real devices are used; without them only simulated ones are.")
        @DefaultValue("true")
        boolean enabled) {}
