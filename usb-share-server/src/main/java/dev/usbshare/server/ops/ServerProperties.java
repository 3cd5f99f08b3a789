package dev.usbshare.server.ops;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.service.IdentityProperties;
import dev.usbshare.service.ManagementProperties;
import dev.usbshare.service.NodeProperties;
import dev.usbshare.service.audit.AuditProperties;
import dev.usbshare.service.config.Meaning;
import dev.usbshare.service.network.NetworkProperties;
import dev.usbshare.usb.DevicePattern;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The server's settings, {@code usb-share.*}. An unknown one is refused.
 *
 * @param name this server's name for people; the host's name if not given
 * @param peers clients that may come in; none by default
 * @param admit node ids of more such clients, for the command line
 * @param share which real devices are offered; none by default
 * @param simulate simulated devices, which are always offered: nobody makes one for himself
 */
@Validated
@ConfigurationProperties(prefix = "usb-share", ignoreUnknownFields = false)
record ServerProperties(
        @Meaning(
                value = "This server's name for people, in the clients' lists.",
                otherwise = "the host's name",
                example = "workshop")
        @Nullable
        @Size(min = 1, max = 64)
        String name,

        @Meaning("Who this server is.") @Valid @DefaultValue IdentityProperties identity,

        @Meaning(
                value =
                        "Where the key, the database, the audit log, the journal of claimed devices and the management socket are.",
                otherwise = "/var/lib/usb-share-server for root, else ~/.local/state/usb-share-server",
                example = "/var/lib/usb-share-server")
        @Nullable
        Path stateDir,

        @Meaning("The UDP socket that clients dial.") @Valid @DefaultValue
        ListenProperties listen,

        @Meaning("How clients find this server and reach it, from wherever they are; see docs/connectivity.md.")
        @Valid
        @DefaultValue
        NetworkProperties network,

        @Meaning("How this server is looked after.") @Valid @DefaultValue
        ManagementProperties management,

        @Meaning("The file of JSON lines beside the database's records; see docs/database.md.") @Valid @DefaultValue
        AuditProperties audit,

        @Meaning(
                value =
                        "Clients that may come in, besides those that are approved while the service runs (docs/pairing.md).",
                otherwise = "nobody",
                example = """
                - id: 2rtqs747xkunpflshc3q3aglrsv526jiaccq3enmfwouoor5otka
                  name: laptop""")
        @DefaultValue
        List<@Valid PeerProperties> peers,

        @Meaning(value = "More such clients, as --peer names them.", hidden = true) @DefaultValue
        List<NodeId> admit,

        @Meaning(
                value =
                        "Devices that are offered, besides those that are shared while the service runs (docs/policies.md): vid:pid, vid:*, *:pid, "
                                + "a bus id, class:, serial:, or * for all. Hubs never are.",
                otherwise = "none",
                example = """
                - "046d:c52b"
                - "1-1.4\"""")
        @DefaultValue
        List<DevicePattern> share,

        @Meaning(
                value =
                        "Simulated devices, offered besides: flash:32MiB, flash:/path/to/image, serial, keyboard, source-sink, loopback.",
                otherwise = "none",
                example = """
                - flash:32MiB
                - serial""")
        @DefaultValue
        List<String> simulate,

        @Meaning(
                "How much bulk data may move in a second. The strictest of these, and of a device's policy, counts. Control and"
                        + " interrupt transfers are never held back.")
        @Valid
        @DefaultValue
        LimitsProperties limits,

        @Meaning("This machine's real USB devices.") @Valid @DefaultValue
        UsbProperties usb)
        implements NodeProperties {

    ServerProperties {
        peers = List.copyOf(peers);
        admit = List.copyOf(admit);
        share = List.copyOf(share);
        simulate = List.copyOf(simulate);
    }

    /** Everybody who may come in; one that is named in the file and on the command line counts once. */
    List<ApprovedPeer> approvedPeers() {
        Stream<ApprovedPeer> named = peers.stream().map(p -> new ApprovedPeer(p.id(), p.name()));
        Stream<ApprovedPeer> more = admit.stream()
                .distinct()
                .filter(id -> peers.stream().noneMatch(p -> p.id().equals(id)))
                .map(id -> new ApprovedPeer(id, ""));
        return Stream.concat(named, more).toList();
    }
}
