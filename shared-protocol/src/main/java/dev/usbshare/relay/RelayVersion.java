package dev.usbshare.relay;

import java.util.Optional;

/** A version of the relay protocol, agreed on by the WebSocket subprotocol. Later ones are greater. */
public enum RelayVersion {
    /** Tells of trouble in words ({@link RelayFrame.Health}). */
    V1("iroh-relay-v1"),
    /** Tells of trouble by numbers ({@link RelayFrame.Status}). */
    V2("iroh-relay-v2");

    /** What a client asks for, the best first. */
    public static final String OFFER = "iroh-relay-v2, iroh-relay-v1";

    /** Where relays take WebSockets. */
    public static final String PATH = "/relay";

    /** Where they answer whoever measures how far they are. */
    public static final String PING_PATH = "/ping";

    private final String subprotocol;

    RelayVersion(String subprotocol) {
        this.subprotocol = subprotocol;
    }

    public String subprotocol() {
        return subprotocol;
    }

    /** The version of that very subprotocol. */
    public static Optional<RelayVersion> of(String subprotocol) {
        for (RelayVersion version : values()) {
            if (version.subprotocol.equals(subprotocol)) {
                return Optional.of(version);
            }
        }
        return Optional.empty();
    }

    /** The best of those a client offers, as {@code Sec-WebSocket-Protocol} lists them. */
    public static Optional<RelayVersion> best(String offered) {
        Optional<RelayVersion> best = Optional.empty();
        for (String one : offered.split(",", -1)) {
            Optional<RelayVersion> known = of(one.strip());
            if (known.isPresent() && (best.isEmpty() || known.get().compareTo(best.get()) > 0)) {
                best = known;
            }
        }
        return best;
    }
}
