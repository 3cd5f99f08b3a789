package dev.usbshare.client.bridge;

/** A bridge came to its end before it was open. */
public final class BridgeException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient BridgeEnd end;

    BridgeException(BridgeEnd end) {
        super("open the device's endpoints: " + end);
        this.end = end;
    }

    public BridgeEnd end() {
        return end;
    }
}
