package dev.usbshare.server.relayd;

import dev.usbshare.service.config.Meaning;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** {@code usb-share.listen} of a relay. */
record RelayListenProperties(
        @Meaning("A local address of both ports, or :: for all.") @NotBlank @DefaultValue("::")
        String address,

        @Meaning(
                value = "TCP port that nodes connect to.",
                unit = "port; 0 for any free one",
                otherwise = "443 with a certificate, 3340 without",
                example = "3340")
        @Nullable
        @Min(0)
        @Max(65_535)
        Integer port,

        @Meaning(
                "Whether connections come through a proxy, so that the last address in X-Forwarded-For is the node's. Only where every"
                        + " connection does: otherwise nodes could make up their address.")
        @DefaultValue("false")
        boolean behindProxy) {}
