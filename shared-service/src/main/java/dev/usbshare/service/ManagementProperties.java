package dev.usbshare.service;

import dev.usbshare.service.config.Meaning;
import dev.usbshare.service.remote.RemoteProperties;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code usb-share.management}.
 *
 * @param port TCP port on 127.0.0.1 for health, info and metrics; 0 for any free one
 * @param socket the Unix socket with every endpoint; {@code management.sock} in the state directory if not given
 */
public record ManagementProperties(
        @Meaning(
                value =
                        "TCP port on 127.0.0.1 for health, info and metrics: /actuator/health, /actuator/info, /actuator/prometheus.",
                unit = "port; 0 for any free one")
        @Min(0)
        @Max(65_535)
        @DefaultValue("0")
        int port,

        @Meaning(
                value = "The Unix socket with every management endpoint, for this user alone.",
                otherwise = "management.sock in the state directory",
                example = "/run/usb-share/management.sock")
        @Nullable
        Path socket,

        @Meaning("Management from other machines; see docs/monitoring.md. Closed without a port.") @Valid @DefaultValue
        RemoteProperties remote) {}
