package dev.usbshare.server.relay;

import java.net.InetSocketAddress;

/** A port of the relay cannot be opened; the message names it and the remedy. */
public final class PortException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What is in the way. */
    public enum Reason {
        /** Another socket has it. */
        IN_USE,
        /** This user may not have it. */
        NOT_ALLOWED,
        /** Anything else, such as an address that is not this machine's. */
        OTHER
    }

    private final Reason reason;

    private PortException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    static PortException of(String protocol, InetSocketAddress address, Throwable cause) {
        String port = protocol + " port " + address.getPort();
        String where = " on " + address.getAddress().getHostAddress();
        String why = String.valueOf(cause.getMessage());
        if (why.contains("in use")) {
            return new PortException(
                    Reason.IN_USE,
                    port + " is in use" + where + "; stop the other program or choose another port",
                    cause);
        }
        if (why.contains("ermission denied")) {
            return new PortException(
                    Reason.NOT_ALLOWED,
                    port + " is not allowed for this user" + where
                            + "; choose one above 1023, or grant CAP_NET_BIND_SERVICE",
                    cause);
        }
        return new PortException(Reason.OTHER, port + " cannot be opened" + where + ": " + why, cause);
    }

    public Reason reason() {
        return reason;
    }
}
