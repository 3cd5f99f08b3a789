package dev.usbshare.service.remote;

import dev.usbshare.service.config.Meaning;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code usb-share.management.remote}. Without a port nothing of it may be set. */
public record RemoteProperties(
        @Meaning(
                value =
                        "TCP port for management from other machines, with TLS 1.3 and the token that --remote-token makes.",
                unit = "port; 0 for any free one",
                otherwise = "closed",
                example = "7493")
        @Nullable
        @Min(0)
        @Max(65_535)
        Integer port,

        @Meaning(value = "The local address that it listens on.", otherwise = "0.0.0.0, all", example = "192.0.2.1")
        @Nullable
        String address,

        @Meaning(
                value =
                        "File with the token, or its hash as --remote-token writes it; only this user may be able to read it.",
                otherwise = "remote/token in the state directory",
                example = "/etc/usb-share/remote-token")
        @Nullable
        Path tokenFile,

        @Meaning(
                value = "Its certificate with those above it, PEM; private-key belongs to it.",
                otherwise = "one that is made at the first start, remote/certificate.pem in the state directory",
                example = "/etc/usb-share/certificate.pem")
        @Nullable
        Path certificate,

        @Meaning(
                value = "The certificate's key, PEM, not encrypted; only this user may be able to read it.",
                otherwise = "that of the certificate that is made",
                example = "/etc/usb-share/key.pem")
        @Nullable
        Path privateKey) {

    static final String PREFIX = "usb-share.management.remote.";

    boolean isOpen() {
        return port != null;
    }

    boolean isUntouched() {
        return port == null && address == null && tokenFile == null && certificate == null && privateKey == null;
    }
}
