package dev.usbshare.client.ops;

import dev.usbshare.client.attachment.AttachRule;
import dev.usbshare.client.remote.ConnectMode;
import dev.usbshare.client.remote.RemoteAddress;
import dev.usbshare.identity.PairingSecret;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.HostName;
import dev.usbshare.service.IdentityProperties;
import dev.usbshare.service.ManagementProperties;
import dev.usbshare.service.NodeProperties;
import dev.usbshare.service.StartFailure;
import dev.usbshare.service.audit.AuditProperties;
import dev.usbshare.service.config.Meaning;
import dev.usbshare.service.network.NetworkProperties;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The client's settings, {@code usb-share.*}. An unknown one is refused.
 *
 * @param name this client's name for people; the host's name if not given
 * @param connect one more server, named {@value #COMMAND_LINE_SERVER}: {@code NODE-ID@HOST[:PORT]} or a ticket; or one that is known
 */
@Validated
@ConfigurationProperties(prefix = "usb-share", ignoreUnknownFields = false)
public record ClientProperties(
        @Meaning(
                value = "This client's name for people, which servers show beside its sessions.",
                otherwise = "the host's name",
                example = "laptop")
        @Nullable
        @Size(min = 1, max = 64)
        String name,

        @Meaning("Who this client is.") @Valid @DefaultValue IdentityProperties identity,

        @Meaning(
                value = "Where the key, the database, the audit log and the management socket are.",
                otherwise = "/var/lib/usb-share-client for root, else ~/.local/state/usb-share-client",
                example = "/var/lib/usb-share-client")
        @Nullable
        Path stateDir,

        @Meaning("The UDP socket that servers are dialled from.") @Valid @DefaultValue
        ListenProperties listen,

        @Meaning("How this client finds servers and reaches them, wherever they are; see docs/connectivity.md.")
        @Valid
        @DefaultValue
        NetworkProperties network,

        @Meaning("How this client is looked after.") @Valid @DefaultValue
        ManagementProperties management,

        @Meaning("The file of JSON lines beside the database's records; see docs/database.md.") @Valid @DefaultValue
        AuditProperties audit,

        @Meaning(
                value = "Servers, besides those that are added while the service runs (docs/client.md). No other is"
                        + " ever dialled.",
                otherwise = "none",
                example = """
                - name: workshop
                  id: qcxaahgp4m2gyou7w7qdb42rl4mhrew6q7gv7r7n7ldf3jmps65q
                  address: workshop.example:7490
                  connect: auto""")
        @DefaultValue
        List<@Valid ServerProperties> servers,

        @Meaning(
                value = "One more server, as --connect names it: NODE-ID, NODE-ID@HOST[:PORT] or a ticket.",
                otherwise = "none",
                hidden = true,
                secret = true)
        @Nullable
        String connect,

        @Meaning(
                value = "Devices to attach whenever they are offered, of any server or of one.",
                otherwise = "none",
                example = """
                - device: "046d:c52b"
                - server: workshop
                  device: "1-1.4\"""")
        @DefaultValue
        List<@Valid AttachProperties> attach,

        @Meaning(
                "Where devices appear. kernel: on a port of vhci_hcd; in-process: no kernel device, for trying things out.")
        @DefaultValue("kernel")
        AttachMode attachMode)
        implements NodeProperties {

    static final String COMMAND_LINE_SERVER = "cli";

    /** A client's connections and streams are many per server; more servers than this is a mistake in the file. */
    static final int MAX_SERVERS = 64;

    public ClientProperties {
        servers = List.copyOf(servers);
        attach = List.copyOf(attach);
    }

    /**
     * Every configured server, {@code connect} included.
     *
     * @throws StartFailure if an address is wrong, two servers share a name, or a rule names an unknown one
     */
    List<RemoteAddress> addresses() {
        var all = new ArrayList<RemoteAddress>();
        for (int i = 0; i < servers.size(); i++) {
            try {
                all.add(servers.get(i).toRemoteAddress());
            } catch (IllegalArgumentException e) {
                throw wrong(
                        "usb-share.servers[" + i + "].address = '"
                                + servers.get(i).address() + "'",
                        e.getMessage());
            }
        }
        if (target().orElse(null) instanceof ConnectTarget.Somewhere(var address, var secret)) {
            all.add(address);
        }
        check(all);
        return List.copyOf(all);
    }

    /**
     * Whom {@code connect} means.
     *
     * @throws StartFailure if it is nobody
     */
    Optional<ConnectTarget> target() {
        try {
            return Optional.ofNullable(connect).map(text -> ConnectTarget.parse(COMMAND_LINE_SERVER, text));
        } catch (IllegalArgumentException e) {
            // Not quoted: it may be most of a ticket.
            throw wrong("usb-share.connect (--connect)", e.getMessage());
        }
    }

    /** The secret with which a server of {@link #addresses} lets this client in; null if it needs none. */
    @Nullable
    PairingSecret secretFor(String server) {
        return target().orElse(null) instanceof ConnectTarget.Somewhere(var address, var secret)
                        && address.name().equals(server)
                ? secret.orElse(null)
                : null;
    }

    /** What to do unasked about a server of {@link #addresses}. */
    ConnectMode modeOf(String server) {
        return servers.stream()
                .filter(s -> s.name().equals(server))
                .findFirst()
                .map(ServerProperties::connect)
                .orElse(ConnectMode.AUTO);
    }

    /** The rules of the settings. */
    List<AttachRule> rules() {
        return attach.stream()
                .map(rule -> new AttachRule(rule.server(), rule.device()))
                .toList();
    }

    /** This client's name for people. */
    String nodeName() {
        return HostName.orElse(name, ClientProgram.NAME);
    }

    private void check(List<RemoteAddress> all) {
        if (all.size() > MAX_SERVERS) {
            throw wrong("usb-share.servers", all.size() + " servers, at most " + MAX_SERVERS);
        }
        var names = new HashSet<String>();
        var ids = new HashSet<>();
        for (RemoteAddress address : all) {
            if (!names.add(address.name())) {
                throw wrong("usb-share.servers", "two servers are named '" + address.name() + "': rename one");
            }
            if (!ids.add(address.nodeId())) {
                throw wrong(
                        "usb-share.servers",
                        "'" + address.name() + "' has the node id of another entry: a node is listed once");
            }
        }
        for (int i = 0; i < attach.size(); i++) {
            String server = attach.get(i).server();
            if (server != null && !names.contains(server)) {
                throw wrong(
                        "usb-share.attach[" + i + "].server = '" + server + "'",
                        "no such server; known are " + (names.isEmpty() ? "none" : String.join(", ", names)));
            }
        }
    }

    private static StartFailure wrong(String setting, @Nullable String why) {
        return new StartFailure(ExitCode.CONFIGURATION, "setting " + setting + ": " + why);
    }
}
