package dev.usbshare.server.relayd;

import dev.usbshare.service.config.Meaning;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code usb-share.tls} of a relay: both or none. */
record RelayTlsProperties(
        @Meaning(
                value = "PEM file with the certificate and its chain; read again when it changes.",
                otherwise = "no TLS",
                example = "/etc/letsencrypt/live/relay.example.org/fullchain.pem")
        @Nullable
        Path certificate,

        @Meaning(
                value = "PEM file with its key.",
                otherwise = "no TLS",
                example = "/etc/letsencrypt/live/relay.example.org/privkey.pem")
        @Nullable
        Path key) {}
