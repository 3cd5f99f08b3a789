package dev.usbshare.server.ops;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.service.IdentityProperties;
import dev.usbshare.service.ManagementProperties;
import dev.usbshare.service.ServiceProperties;
import dev.usbshare.service.audit.AuditProperties;
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
        @Nullable @Size(min = 1, max = 64) String name,
        @Valid @DefaultValue IdentityProperties identity,
        @Nullable Path stateDir,
        @Valid @DefaultValue ListenProperties listen,
        @Valid @DefaultValue ManagementProperties management,
        @Valid @DefaultValue AuditProperties audit,
        @DefaultValue List<@Valid PeerProperties> peers,
        @DefaultValue List<NodeId> admit,
        @DefaultValue List<DevicePattern> share,
        @DefaultValue List<String> simulate,
        @Valid @DefaultValue LimitsProperties limits,
        @Valid @DefaultValue UsbProperties usb)
        implements ServiceProperties {

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
