package dev.usbshare.server.ops;

import dev.usbshare.identity.NodeId;
import dev.usbshare.service.config.Meaning;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * An entry of {@code usb-share.peers}: a client that may come in.
 *
 * @param name what people call it
 */
record PeerProperties(
        @Meaning(value = "Its node id, as usb-share-client --node-id prints it.", otherwise = "it must be given")
        @NotNull(message = "is missing: the client prints it with --node-id")
        NodeId id,

        @Meaning("What people call it.") @DefaultValue("") String name) {}
