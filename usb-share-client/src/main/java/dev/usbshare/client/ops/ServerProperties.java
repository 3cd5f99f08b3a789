package dev.usbshare.client.ops;

import dev.usbshare.client.remote.ConnectMode;
import dev.usbshare.client.remote.RemoteAddress;
import dev.usbshare.identity.NodeId;
import dev.usbshare.service.config.Meaning;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * One entry of {@code usb-share.servers}.
 *
 * @param name for people, in logs and in {@code attach} rules
 * @param id the node id that must answer
 * @param address {@code HOST[:PORT]}, an IPv6 literal in brackets; null if it is found by its node id
 * @param connect whether to stay connected, and to attach what it offers
 */
public record ServerProperties(
        @Meaning(
                value = "For people, in logs and in attach rules: 1 to 32 letters, digits, '.', '_' and '-'.",
                otherwise = "it must be given")
        @NotNull(message = "is missing: give each server a name")
        @Pattern(regexp = NAME, message = "is no name: use 1 to 32 letters, digits, '.', '_' and '-'")
        String name,

        @Meaning(
                value = "The node id that must answer, as usb-share-server --node-id prints it.",
                otherwise = "it must be given")
        @NotNull(message = "is missing: the server prints it with --node-id")
        NodeId id,

        @Meaning(
                value = "Where it listens, HOST[:PORT], an IPv6 literal in brackets.",
                otherwise = "it is looked up by its node id")
        @Nullable
        String address,

        @Meaning(
                value =
                        "auto: stays connected; auto-devices: and attaches all that it offers; manual: only when asked to.",
                otherwise = "auto")
        @DefaultValue("auto")
        ConnectMode connect) {

    static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,31}";

    /** @throws IllegalArgumentException saying what is wrong with the address */
    RemoteAddress toRemoteAddress() {
        return RemoteAddress.of(name, id, address == null ? List.of() : List.of(address));
    }
}
