package dev.usbshare.service.network;

import dev.usbshare.lookup.PkarrServer;
import dev.usbshare.nat.StunServer;
import dev.usbshare.relay.RelayUrl;
import dev.usbshare.service.config.Meaning;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code usb-share.network}: how this node finds others and is found by them, and which ways packets may take. As it is written;
 * what counts is {@link #inForce}.
 *
 * @param offline nothing leaves but to configured addresses and the local network
 * @param relayTrust PEM; null for the certificate authorities of the Java runtime alone
 */
public record NetworkProperties(
        @Meaning(
                "Nothing leaves but to addresses that are configured or of a ticket, and on the local network: no relay, no"
                        + " lookup, no STUN.")
        @DefaultValue("false")
        boolean offline,

        @Meaning("Servers are announced and looked for on the local network, by mDNS.") @DefaultValue("true")
        boolean lan,

        @Meaning(
                value = "Relays: a server is reached through the nearest of them, a client uses those of its servers."
                        + " [] for none.",
                otherwise = "the public iroh relays, whose terms docs/connectivity.md states",
                example = "- https://relay.example.org")
        @Size(max = MAX, message = TOO_MANY)
        @DefaultValue({
            "https://use1-1.relay.n0.iroh.link./",
            "https://usw1-1.relay.n0.iroh.link./",
            "https://euc1-1.relay.n0.iroh.link./",
            "https://aps1-1.relay.n0.iroh.link./"
        })
        List<RelayUrl> relays,

        @Meaning(
                value = "Servers of signed addresses (pkarr): a server tells them its relay, a client asks them. [] for"
                        + " none.",
                otherwise = "that of iroh, whose terms docs/connectivity.md states",
                example = "- https://relay.example.org/pkarr")
        @Size(max = MAX, message = TOO_MANY)
        @DefaultValue("https://dns.iroh.link/pkarr")
        List<PkarrServer> lookup,

        @Meaning(
                value = "Domains below which the same is asked for by DNS, by clients. [] for none.",
                otherwise = "that of iroh",
                example = "- nodes.example.org")
        @Size(max = MAX, message = TOO_MANY)
        @DefaultValue("dns.iroh.link")
        List<@Pattern(regexp = DOMAIN, message = "is no domain, such as nodes.example.org") String> dns,

        @Meaning(
                value = "STUN servers, HOST[:PORT], which tell this node its address on the Internet. The relays, of"
                        + " which only our own answer, are asked anyway.",
                otherwise = "two public ones, whose terms docs/connectivity.md states",
                example = "- stun.example.org:3478")
        @Size(max = MAX, message = TOO_MANY)
        @DefaultValue({"stun.cloudflare.com:3478", "stun.l.google.com:19302"})
        List<StunServer> stun,

        @Meaning("Whether the router is asked to open the UDP port (PCP, NAT-PMP, UPnP).") @DefaultValue("false")
        boolean portMapping,

        @Meaning("Whether a server tells its own addresses, and not its relay alone, to those that it tells its relay.")
        @DefaultValue("false")
        boolean publishAddresses,

        @Meaning("Whether packets go through relays only, so that no peer learns this machine's addresses; all that are"
                + " configured are left alone then, and so is the local network.")
        @DefaultValue("false")
        boolean relayOnly,

        @Meaning(
                value = "Further certificate authorities that own relays and lookup servers may have, PEM.",
                otherwise = "those of the Java runtime alone",
                example = "/etc/usb-share/relay-ca.pem")
        @Nullable
        Path relayTrust,

        @Meaning(
                value =
                        "What own relays let this node in for, if they ask for a token; shown to those of relays alone, and"
                                + " over TLS alone.",
                otherwise = "none",
                example = "${RELAY_TOKEN}",
                secret = true)
        @Nullable
        @Pattern(regexp = "[A-Za-z0-9._~+/=-]{1,500}", message = "has 1 to 500 letters, digits and -._~+/=")
        String relayToken) {

    /** Reaches only the addresses that it is given. */
    public static final NetworkProperties OFFLINE = new NetworkProperties(
            true, false, List.of(), List.of(), List.of(), List.of(), false, false, false, null, null);

    private static final int MAX = 16;
    private static final String TOO_MANY = "has more than {max} entries";
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

    /** Short enough for the node's name before it. */
    static final String DOMAIN = "(?=.{1,180}$)" + LABEL + "(\\." + LABEL + ")*\\.?";

    public NetworkProperties {
        relays = List.copyOf(relays);
        lookup = List.copyOf(lookup);
        dns = List.copyOf(dns);
        stun = List.copyOf(stun);
    }

    /** What of it counts: offline, or with relays only, most does not. */
    public NetworkProperties inForce() {
        return new NetworkProperties(
                offline,
                lan && !relayOnly,
                offline ? List.of() : relays,
                offline ? List.of() : lookup,
                offline ? List.of() : dns,
                offline || relayOnly ? List.of() : stun,
                portMapping && !offline && !relayOnly,
                publishAddresses && !offline && !relayOnly,
                relayOnly,
                relayTrust,
                relayToken);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "NetworkProperties[offline=" + offline + ", lan=" + lan + ", relays=" + relays + ", lookup=" + lookup
                + ", dns="
                + dns + ", stun=" + stun + ", portMapping=" + portMapping + ", publishAddresses=" + publishAddresses
                + ", relayOnly=" + relayOnly + ", relayTrust=" + relayTrust + "]";
    }
}
