package dev.usbshare.server.ops;

import dev.usbshare.identity.NodeId;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * An entry of {@code usb-share.peers}: a client that may come in.
 *
 * @param name what people call it
 */
record PeerProperties(@NotNull NodeId id, @DefaultValue("") String name) {}
