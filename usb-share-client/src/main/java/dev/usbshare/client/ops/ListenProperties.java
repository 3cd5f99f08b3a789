package dev.usbshare.client.ops;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code usb-share.listen}: the UDP socket that servers are dialled from.
 *
 * @param port 0 for any free one
 */
public record ListenProperties(
        @NotBlank @DefaultValue("0.0.0.0") String address,
        @Min(0) @Max(65_535) @DefaultValue("0") int port) {}
