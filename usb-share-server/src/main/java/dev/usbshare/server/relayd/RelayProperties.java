package dev.usbshare.server.relayd;

import dev.usbshare.service.ManagementProperties;
import dev.usbshare.service.ServiceProperties;
import dev.usbshare.service.config.Meaning;
import dev.usbshare.service.config.WithoutDatabase;
import jakarta.validation.Valid;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** The relay's settings, {@code usb-share.*}. An unknown one is refused. */
@Validated
@ConfigurationProperties(prefix = "usb-share", ignoreUnknownFields = false)
record RelayProperties(
        @Meaning(
                value = "Where the management socket is, and the nodes' records while the relay is down.",
                otherwise = "/var/lib/usb-share-relay for root, else ~/.local/state/usb-share-relay",
                example = "/var/lib/usb-share-relay")
        @Nullable
        Path stateDir,

        @Meaning("The TCP port that nodes connect to.") @Valid @DefaultValue
        RelayListenProperties listen,

        @Meaning(
                "The certificate. Without one the relay speaks plain HTTP, for trials and behind a proxy that does TLS.")
        @Valid
        @DefaultValue
        RelayTlsProperties tls,

        @Meaning("How nodes learn their own address.") @Valid @DefaultValue
        StunProperties stun,

        @Meaning("Who may use the relay. Everybody, unless nodes or tokens are named.") @Valid @DefaultValue
        RelayAccessProperties access,

        @Meaning("Limits, so that nobody is in another one's way.") @Valid @DefaultValue
        RelayLimitsProperties limits,

        @Meaning("How this relay is looked after.") @Valid @DefaultValue
        ManagementProperties management)
        implements ServiceProperties, WithoutDatabase {}
