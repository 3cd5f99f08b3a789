package dev.usbshare.service;

import dev.usbshare.service.config.Meaning;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code usb-share.identity}.
 *
 * @param keyFile {@code identity/node.key} in the state directory if not given
 */
public record IdentityProperties(
        @Meaning(
                value = "The node's private key. Made on first start, mode 0600.",
                otherwise = "identity/node.key in the state directory",
                example = "/etc/usb-share/node.key")
        @Nullable
        Path keyFile) {}
