package dev.usbshare.server.ops;

import dev.usbshare.service.config.Meaning;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code usb-share.listen}: the UDP socket that clients dial.
 *
 * @param address a local address, or 0.0.0.0 for all
 * @param port 0 for any free one
 */
record ListenProperties(
        @Meaning("A local address, or 0.0.0.0 for all.") @NotBlank @DefaultValue("0.0.0.0")
        String address,

        @Meaning(value = "UDP port that clients dial.", unit = "port; 0 for any free one")
        @Min(0)
        @Max(65_535)
        @DefaultValue("7490")
        int port) {}
