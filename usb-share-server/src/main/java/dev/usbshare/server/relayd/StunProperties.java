package dev.usbshare.server.relayd;

import dev.usbshare.service.config.Meaning;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** {@code usb-share.stun} of a relay. */
record StunProperties(
        @Meaning("Whether STUN is answered.") @DefaultValue("true")
        boolean enabled,

        @Meaning(value = "UDP port of STUN. Nodes expect 3478.", unit = "port; 0 for any free one")
        @Min(0)
        @Max(65_535)
        @DefaultValue("3478")
        int port) {}
